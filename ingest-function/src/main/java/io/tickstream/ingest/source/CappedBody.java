package io.tickstream.ingest.source;

import io.tickstream.ingest.Rejection;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Reads a body up to a limit, and hangs up on the server when it sends more: a body without an end costs no more than
 * the limit.
 */
final class CappedBody implements BodySubscriber<CappedBody.Body> {
    /**
     * A body, or its beginning.
     *
     * @param size how many bytes it had as far as is known
     */
    record Body(ByteBuffer bytes, long size) {}

    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long limit;
    private final long announced;
    private Subscription subscription;

    private CappedBody(long limit, long announced) {
        this.limit = limit;
        this.announced = announced;
    }

    static BodyHandler<Body> upTo(int maxBytes) {
        return response -> {
            long announced =
                    response.headers().firstValueAsLong("content-length").orElse(0);
            // of a body that is known to be too large, no more is read than a rejection keeps
            long limit = announced > maxBytes ? Math.min(maxBytes, Rejection.MAX_PAYLOAD) : maxBytes;
            return new CappedBody(limit, announced);
        };
    }

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (body.isDone()) {
            return;
        }
        long seen = bytes.size();
        for (ByteBuffer buffer : buffers) {
            seen += buffer.remaining();
            byte[] taken = new byte[(int) Math.min(buffer.remaining(), limit - bytes.size())];
            buffer.get(taken);
            bytes.writeBytes(taken);
        }
        if (seen > limit) {
            subscription.cancel();
            body.complete(new Body(ByteBuffer.wrap(bytes.toByteArray()), Math.max(seen, announced)));
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(new Body(ByteBuffer.wrap(bytes.toByteArray()), bytes.size()));
    }
}

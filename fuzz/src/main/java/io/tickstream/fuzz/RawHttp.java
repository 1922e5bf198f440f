package io.tickstream.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sends bytes to a port of the loopback interface, be they HTTP or not, and reads what comes back. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 60_000;

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param status 0 if the server hung up without a word
     */
    public record Answer(int status, List<String> headers, String body) {
        public Optional<String> header(String name) {
            String start = name.toLowerCase(java.util.Locale.ROOT) + ":";
            return headers.stream()
                    .filter(header -> header.toLowerCase(java.util.Locale.ROOT).startsWith(start))
                    .map(header -> header.substring(start.length()).trim())
                    .findFirst();
        }
    }

    /** Head and body of a request, its bytes as characters; the head has neither its length nor its end. */
    public static String request(String head, byte[] body) {
        return head + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n" + new String(body, ISO_8859_1);
    }

    /**
     * Sends a request and waits for the answer, or until the server hangs up.
     *
     * @param request its bytes, each as one character
     */
    public static Answer send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // refused before all was said; what was answered may still be read
            }
            return answer(readAll(socket));
        }
    }

    private static String readAll(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                all.write(some, 0, read);
            }
        } catch (java.net.SocketException e) {
            // hung up rudely, perhaps after an answer
        }
        return all.toString(ISO_8859_1);
    }

    private static Answer answer(String text) {
        if (!text.startsWith("HTTP/1.")) {
            return new Answer(0, List.of(), text);
        }
        int end = text.indexOf("\r\n\r\n");
        List<String> head = Arrays.asList(text.substring(0, end).split("\r\n", -1));
        return new Answer(
                Integer.parseInt(head.get(0).split(" ", -1)[1]),
                List.copyOf(head.subList(1, head.size())),
                text.substring(end + 4));
    }
}

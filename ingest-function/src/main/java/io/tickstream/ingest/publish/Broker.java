package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Where records go. */
interface Broker {
    /**
     * Makes sure that records for the topics can be handed over without waiting: broker reached, topics there.
     *
     * @throws PublishFailed if that is not so by the deadline; nothing has been handed over then
     */
    void reach(Set<Topic> topics, Deadline deadline) throws PublishFailed;

    /**
     * Hands records over, in their order.
     *
     * @return for each, completes when all in-sync replicas have the record, exceptionally if they never will
     */
    List<CompletableFuture<Void>> send(List<Parcel> parcels);
}

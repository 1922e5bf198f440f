package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Where records go. */
interface Broker {
    /**
     * Makes sure that records for the topics can be handed over without waiting: broker reached, topics there.
     *
     * @throws PublishFailed if that is not so by the deadline; nothing has been handed over then
     */
    void reach(Set<Topic> topics, Deadline deadline) throws PublishFailed;

    /**
     * Hands a record over.
     *
     * @return completes when all in-sync replicas have the record, exceptionally if they never will
     */
    CompletionStage<Void> send(Parcel parcel);
}

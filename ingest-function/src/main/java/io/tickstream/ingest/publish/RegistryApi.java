package io.tickstream.ingest.publish;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The one call of the registry's Confluent API that we need. It looks a schema up and never registers one. */
@RegisterRestClient(configKey = "registry")
@Path("/apis/ccompat/v7")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface RegistryApi {
    /** Finds the subject's version with exactly this schema; status 404 if there is none. */
    @POST
    @Path("/subjects/{subject}")
    Uni<Registered> lookUp(@PathParam("subject") String subject, Schema schema);

    /** What is looked up: the schema as JSON text. */
    record Schema(String schema) {}

    /** What is found: the id, which stands in front of every value. Other members of the answer are not needed. */
    record Registered(Integer id) {}
}

package io.tickstream.console.schemas;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.BadParameter;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Subjects and their versions. */
@Path("/api/schemas")
@Blocking
@Tag(name = "Schemas")
class SchemaResource {
    private final Registry registry;

    SchemaResource(Registry registry) {
        this.registry = registry;
    }

    record Subjects(List<Registry.Subject> subjects, List<Trouble> problems) {}

    @GET
    @Operation(summary = "All subjects with their compatibility and versions")
    public Subjects subjects() throws ServerAway {
        return new Subjects(registry.subjects(), List.of());
    }

    @GET
    @Path("/{subject}/{version}")
    @Operation(summary = "One version of a subject")
    public Registry.Version version(String subject, String version) throws ServerAway {
        if (subject.length() > 255) {
            throw new BadParameter("subject has more than 255 characters");
        }
        return registry.version(subject, Asked.number("version", version, 0, 1, Integer.MAX_VALUE))
                .orElseThrow(NotFoundException::new);
    }
}

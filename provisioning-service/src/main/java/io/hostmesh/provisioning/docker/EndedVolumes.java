package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.hostmesh.provisioning.driver.DriverException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Notes of machines that were deleted, kept by the engine where every instance sees them: an empty volume per server whose
 * label says when the machine ended. The first note of a server stays, whoever writes another.
 */
final class EndedVolumes {

    /** How long a note is kept: longer than any call about a deleted machine can be late. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final String SUFFIX = "-ended";
    private static final String ENDED_AT = "io.hostmesh.ended-at";

    private final Engine engine;
    private final String place;

    EndedVolumes(Engine engine) {
        this.engine = engine;
        this.place = engine.place().tag();
    }

    Optional<Instant> endOf(String serverId) {
        return engine.ask("look for the end of " + serverId, engine.limit(), docker -> {
            try {
                return Optional.of(
                        time(docker.inspectVolumeCmd(name(serverId)).exec().getLabels(), serverId));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    void write(String serverId, Instant endedAt) {
        engine.ask("note the end of " + serverId, engine.limit(), docker -> docker.createVolumeCmd()
                .withName(name(serverId))
                .withLabels(Map.of(Engine.PLACE, place, Engine.SERVER, serverId, ENDED_AT, endedAt.toString()))
                .exec());
    }

    /** Every note of this place: when the machines of which servers ended. */
    Map<String, Instant> all() {
        return engine.ask("list the ends of machines", engine.limit(), docker -> {
            Map<String, Instant> ends = new TreeMap<>();
            var volumes = docker.listVolumesCmd()
                    .withFilter("label", List.of(Engine.PLACE + "=" + place, ENDED_AT))
                    .exec()
                    .getVolumes();
            if (volumes != null) {
                volumes.forEach(volume -> {
                    String serverId = volume.getLabels().getOrDefault(Engine.SERVER, "");
                    ends.put(serverId, time(volume.getLabels(), serverId));
                });
            }
            return ends;
        });
    }

    void forget(String serverId) {
        engine.ask("forget the end of " + serverId, engine.limit(), docker -> {
            try {
                docker.removeVolumeCmd(name(serverId)).exec();
            } catch (NotFoundException | ConflictException e) {
                return false;
            }
            return true;
        });
    }

    private static String name(String serverId) {
        return Engine.name(serverId) + SUFFIX;
    }

    private static Instant time(Map<String, String> labels, String serverId) {
        String text = labels == null ? null : labels.get(ENDED_AT);
        if (text == null) {
            throw new DriverException("expected the volume " + name(serverId) + " to be labelled " + ENDED_AT);
        }
        return Instant.parse(text);
    }
}

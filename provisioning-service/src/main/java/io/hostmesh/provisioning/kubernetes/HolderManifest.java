package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.kubernetes.Holder.Wish;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link Holder} as a ConfigMap, readable for who looks with kubectl. It holds no secret. */
final class HolderManifest {

    private static final String CREATED_AT = "created-at";
    private static final String DELETED_AT = "deleted-at";
    private static final String ENDED_AT = "ended-at";
    private static final String ENDED_BY_HOST = "ended-by-host";
    private static final String EXIT_STATUS = "exit-status";
    private static final String GENERATION = "generation";
    private static final String IMAGE = "image";
    private static final String LAST_LINES = "last-lines";
    private static final String MEMORY = "memory-megabytes";
    private static final String RUN = "run";
    private static final String VCPUS = "vcpus";
    private static final String WISH = "wish";

    private HolderManifest() {}

    static ConfigMap of(Holder holder, PodSettings settings) {
        Map<String, String> labels = new TreeMap<>(Tags.ofLocation(settings.locationId()));
        labels.put(Tags.SERVER, holder.serverId());
        labels.put(Tags.GENERATION, Integer.toString(holder.generation()));
        if (holder.wish() == Wish.DELETED) {
            labels.put(Tags.DELETED, "true");
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(Tags.name(holder.serverId()))
                .withNamespace(settings.namespace())
                .withResourceVersion(holder.version().isEmpty() ? null : holder.version())
                .withUid(holder.uid().isEmpty() ? null : holder.uid())
                .withLabels(labels)
                .endMetadata()
                .withData(data(holder))
                .build();
    }

    private static Map<String, String> data(Holder holder) {
        Map<String, String> data = new TreeMap<>();
        data.put(CREATED_AT, holder.createdAt().toString());
        data.put(WISH, holder.wish().name());
        data.put(GENERATION, Integer.toString(holder.generation()));
        data.put(RUN, Long.toString(holder.run()));
        data.put(IMAGE, holder.imageId());
        data.put(VCPUS, holder.vcpus().toPlainString());
        data.put(MEMORY, Integer.toString(holder.memoryMegabytes()));
        if (holder.deletedAt() != null) {
            data.put(DELETED_AT, holder.deletedAt().toString());
        }
        Ending ending = holder.ending();
        if (ending != null) {
            data.put(ENDED_AT, ending.at().toString());
            data.put(ENDED_BY_HOST, Boolean.toString(ending.byHost()));
            if (ending.exitStatus() != null) {
                data.put(EXIT_STATUS, ending.exitStatus().toString());
            }
            if (!ending.lines().isEmpty() && holder.wish() != Wish.DELETED) {
                data.put(LAST_LINES, String.join("\n", ending.lines()));
            }
        }
        return data;
    }

    /** @throws RefusedException if it is not as {@link #of} makes it */
    static Holder read(ConfigMap map) {
        String serverId = Tags.server(map)
                .orElseThrow(() -> new RefusedException(
                        "expected the ConfigMap " + map.getMetadata().getName()
                                + " to have the labels of a server; it was not made by Hostmesh"));
        Map<String, String> data = map.getData() == null ? Map.of() : new HashMap<>(map.getData());
        try {
            return new Holder(
                    serverId,
                    orEmpty(map.getMetadata().getUid()),
                    orEmpty(map.getMetadata().getResourceVersion()),
                    Instant.parse(required(data, CREATED_AT)),
                    required(data, IMAGE),
                    new BigDecimal(required(data, VCPUS)),
                    Integer.parseInt(required(data, MEMORY)),
                    Integer.parseInt(required(data, GENERATION)),
                    Long.parseLong(required(data, RUN)),
                    Wish.valueOf(required(data, WISH)),
                    ending(data),
                    data.containsKey(DELETED_AT) ? Instant.parse(required(data, DELETED_AT)) : null);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new RefusedException(
                    "the ConfigMap " + map.getMetadata().getName() + " was changed by hand: " + e.getMessage(), e);
        }
    }

    private static @Nullable Ending ending(Map<String, String> data) {
        if (!data.containsKey(ENDED_AT)) {
            return null;
        }
        String lines = data.getOrDefault(LAST_LINES, "");
        return new Ending(
                data.containsKey(EXIT_STATUS) ? Integer.valueOf(required(data, EXIT_STATUS)) : null,
                Instant.parse(required(data, ENDED_AT)),
                Boolean.parseBoolean(data.get(ENDED_BY_HOST)),
                lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1)));
    }

    private static String required(Map<String, String> data, String key) {
        String value = data.get(key);
        if (value == null) {
            throw new IllegalArgumentException("expected data." + key + ", got none");
        }
        return value;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

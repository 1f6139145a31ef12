package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What samples are about: a series, or what several series have in common.
 *
 * @param accountId whose it is, where that is known
 * @param labels those of the series, or those that the series have in common
 * @param serverId the server that all of it is about, and {@code groupId} its group, where there is one
 * @param recordKey the key of the records that the samples come in
 */
public record Subject(
        @Nullable String accountId,
        Labels labels,
        @Nullable String serverId,
        @Nullable String groupId,
        String recordKey) {

    /** The label that holds the id of the server that a series is about. */
    public static final String SERVER = "server";

    /** The label that holds the id of that server's group. */
    public static final String GROUP = "group";

    /**
     * What this has in common with all that come in the same records and have the same values of these labels; a label that is not
     * there is empty.
     */
    Subject narrowedTo(List<String> names) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : names) {
            kept.put(name, labels.get(name));
        }
        return new Subject(
                accountId,
                Labels.of(kept),
                names.contains(SERVER) || recordKey.equals(serverId) ? serverId : null,
                names.contains(SERVER) || names.contains(GROUP) || recordKey.equals(groupId) ? groupId : null,
                recordKey);
    }
}

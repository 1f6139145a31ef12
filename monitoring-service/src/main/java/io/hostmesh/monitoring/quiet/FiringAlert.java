package io.hostmesh.monitoring.quiet;

import io.hostmesh.monitoring.label.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What muting goes by. Its labels are those that it was given, and {@value #KIND}, {@value #SERVER}, {@value #GROUP},
 * {@value #LOCATION} and {@value #METRIC}, which nobody can give another meaning.
 *
 * @param accountId whose it is; null for the operator's
 */
public record FiringAlert(String id, @Nullable String accountId, Labels labels) {

    public static final String KIND = "kind";
    public static final String SERVER = "server";
    public static final String GROUP = "group";
    public static final String LOCATION = "location";
    public static final String METRIC = "metric";

    static final String FAILURE = "failure";

    /** The labels of an alert: its own ones, and those that every alert has where it has a value for them. */
    public static Labels labels(
            Map<String, String> own,
            String kind,
            @Nullable String server,
            @Nullable String group,
            @Nullable String location,
            String metric) {
        Map<String, String> all = new TreeMap<>(own);
        all.put(KIND, kind);
        all.put(SERVER, server == null ? "" : server);
        all.put(GROUP, group == null ? "" : group);
        all.put(LOCATION, location == null ? "" : location);
        all.put(METRIC, metric);
        return Labels.of(all);
    }

    /** What the outage is called that this alert alone would be. */
    public String ownGroupKey() {
        if (!labels.get(SERVER).isEmpty()) {
            return SERVER + "/" + labels.get(SERVER);
        }
        if (!labels.get(GROUP).isEmpty()) {
            return GROUP + "/" + labels.get(GROUP);
        }
        return labels.get(LOCATION).isEmpty() ? "alert/" + id : LOCATION + "/" + labels.get(LOCATION);
    }

    boolean isOf(String label) {
        return !labels.get(label).isEmpty();
    }
}

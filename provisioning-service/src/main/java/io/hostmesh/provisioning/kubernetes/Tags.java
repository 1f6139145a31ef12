package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What objects of servers are called, and the labels by which they are found again. */
final class Tags {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MANAGER = "hostmesh";
    static final String LOCATION = "hostmesh.io/location";

    /** The server's id as it is: an underscore is legal here, and not in names. */
    static final String SERVER = "hostmesh.io/server";

    static final String GENERATION = "hostmesh.io/generation";

    /** How often the machine was switched on; a Pod of a lower number is left over. */
    static final String RUN = "hostmesh.io/run";

    /** On the holder of a server that was deleted. */
    static final String DELETED = "hostmesh.io/deleted";

    /** On a Service, the group that it belongs to; on a Pod, the group whose Service knows it. */
    static final String GROUP = "hostmesh.io/balanced-group";

    /** On a Pod that a Service knows: whether it gets new connections. */
    static final String SERVING = "hostmesh.io/serving";

    /** Keeps an ended Pod until how it ended is known to provisioning, whoever deleted it. */
    static final String FINALIZER = "hostmesh.io/evidence";

    private static final int LONGEST_NAME = 63;
    private static final Pattern SERVER_ID = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

    private Tags() {}

    /** The name of all objects of a server: its id with hyphens, which is a DNS label; two ids never share one. */
    static String name(String serverId) {
        if (serverId.length() > LONGEST_NAME || !SERVER_ID.matcher(serverId).matches()) {
            throw new IllegalArgumentException("expected a server's id of at most " + LONGEST_NAME
                    + " lower-case letters, digits and single underscores, got " + serverId);
        }
        return serverId.replace('_', '-');
    }

    static boolean isLabelValue(String value) {
        return LABEL_VALUE.matcher(value).matches();
    }

    /** What everything of a location has in common. */
    static Map<String, String> ofLocation(String locationId) {
        return Map.of(MANAGED_BY, MANAGER, LOCATION, locationId);
    }

    /** The server that an object belongs to, or empty where it is none of ours. */
    static Optional<String> server(HasMetadata object) {
        return label(object, MANAGED_BY).filter(MANAGER::equals).flatMap(ours -> label(object, SERVER));
    }

    /** The group whose Service it is or belongs to, or empty where there is none. */
    static Optional<String> group(HasMetadata object) {
        return label(object, MANAGED_BY).filter(MANAGER::equals).flatMap(ours -> label(object, GROUP));
    }

    /** True for a Pod that is to get new connections. */
    static boolean serving(HasMetadata object) {
        return label(object, SERVING).filter("true"::equals).isPresent();
    }

    /** True if the object is of that location. */
    static boolean ofLocation(HasMetadata object, String locationId) {
        return label(object, MANAGED_BY).filter(MANAGER::equals).isPresent()
                && label(object, LOCATION).filter(locationId::equals).isPresent();
    }

    /** The object's run, or 0 where it has none. */
    static long run(HasMetadata object) {
        return number(object, RUN);
    }

    /** The object's generation, or 0 where it has none. */
    static long generation(HasMetadata object) {
        return number(object, GENERATION);
    }

    private static long number(HasMetadata object, String label) {
        return label(object, label)
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Optional<String> label(HasMetadata object, String label) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Optional.empty() : Optional.ofNullable(labels.get(label));
    }
}

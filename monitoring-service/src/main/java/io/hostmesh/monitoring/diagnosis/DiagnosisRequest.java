package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be looked at: exactly one of server, check and host.
 *
 * @param server a server of the account: its metrics, and the path to its address
 * @param check a check of the account: the path to its target
 * @param host a name or an address: the path to it
 * @param place where packets are sent from; by default the place that takes the request
 */
record DiagnosisRequest(
        @Nullable String server,
        @Nullable String check,
        @Nullable String host,
        @Nullable String place) {

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:]{0,39}:[0-9A-Fa-f:.]{1,39}");

    /** All that is wrong with it. */
    List<FieldError> errors(Set<String> places) {
        List<FieldError> errors = new ArrayList<>();
        long subjects = Stream.of(server, check, host).filter(Objects::nonNull).count();
        if (subjects != 1) {
            String expected =
                    "must be there without the other ones of server, check and host: one of them is diagnosed";
            errors.add(new FieldError("server", expected));
        }
        if (host != null && !HOST.matcher(host).matches()) {
            errors.add(new FieldError("host", "must be a name or an address such as web-1.example.com or 2001:db8::1"));
        }
        if (place != null && !places.contains(place)) {
            errors.add(
                    new FieldError("place", "must be a place that is there now: " + String.join(", ", sorted(places))));
        }
        return errors;
    }

    private static TreeSet<String> sorted(Set<String> places) {
        return new TreeSet<>(places);
    }
}

package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.LoadStore.Span;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A stretch of a group's past of which the load is not kept here: what is heard of a metric is what asks for another size, and while
 * the size is right nothing is. Monitoring has it.
 *
 * @param query what answers the group's load then
 */
record UnknownLoad(
        String metric,
        Instant from,
        Instant to,

        @Schema(description = "Answers what the members showed then; its points are those of a curve of that metric.")
        String query) {

    /** More are not told. */
    static final int MOST = 100;

    /**
     * What is missing of the metrics that policies go by.
     *
     * @param kept spans of that time and maybe of more
     */
    static List<UnknownLoad> of(String groupId, List<Policy> policies, List<Span> kept, Instant from, Instant to) {
        List<UnknownLoad> unknown = new ArrayList<>();
        policies.stream()
                .map(ScalingRule::metric)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(metric -> {
                    Instant known = from;
                    List<Span> spans = kept.stream()
                            .filter(span -> span.metric().equals(metric))
                            .sorted(Comparator.comparing(Span::at))
                            .toList();
                    for (Span span : spans) {
                        add(unknown, groupId, metric, known, span.at());
                        known = later(known, span.at().plus(Loads.SPAN));
                    }
                    add(unknown, groupId, metric, known, to);
                });
        return List.copyOf(unknown);
    }

    private static void add(List<UnknownLoad> unknown, String groupId, String metric, Instant from, Instant to) {
        if (from.isBefore(to) && unknown.size() < MOST) {
            String query = "/v1/metrics/query?group=" + groupId + "&metric=" + metric + "&from=" + from + "&to=" + to
                    + "&step=" + Loads.SPAN.toSeconds() + "&across=sum";
            unknown.add(new UnknownLoad(metric, from, to, query));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What to do where nothing at all is known. */
    static String told(List<UnknownLoad> unknown) {
        String nothing = "nothing is kept of the group's load in that time";
        return unknown.isEmpty()
                ? nothing + ", and it has no policy that goes by any"
                : nothing + ", as no policy was told of any that asks for another size; give curves instead, with the"
                        + " points of "
                        + String.join(
                                " and of ",
                                unknown.stream().map(UnknownLoad::query).toList());
    }
}

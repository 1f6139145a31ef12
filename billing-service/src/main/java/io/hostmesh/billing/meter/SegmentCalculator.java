package io.hostmesh.billing.meter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes when a server was used from what is known to have happened to it. Pure. */
final class SegmentCalculator {

    /** Event ids are UUIDv7: of two facts at one instant, the one that was told first happened first. */
    private static final Comparator<ServerFact> AS_IT_HAPPENED =
            Comparator.comparing(ServerFact::occurredAt).thenComparing(ServerFact::eventId);

    private SegmentCalculator() {}

    /**
     * The segments of one server, oldest first; only the last can be without an end. The order of the facts and how often
     * each is given make no difference. A beginning while the server is in use and an end while it is not say nothing
     * new; a change of plan ends one segment and begins the next at one instant, if the server is in use; nothing counts
     * after the server was deleted.
     */
    static List<UsageSegment> segments(Collection<ServerFact> facts) {
        Map<String, ServerFact> once = new LinkedHashMap<>();
        facts.forEach(fact -> once.putIfAbsent(fact.eventId(), fact));
        List<ServerFact> ordered = once.values().stream().sorted(AS_IT_HAPPENED).toList();

        List<UsageSegment> segments = new ArrayList<>();
        ServerFact begin = null;
        for (ServerFact fact : ordered) {
            if (fact.kind().begins()) {
                begin = begin == null ? fact : begin;
            } else if (begin != null) {
                segments.add(segment(begin, fact));
                begin = fact.kind() == ServerFact.Kind.RESIZED ? fact : null;
            }
            if (fact.kind() == ServerFact.Kind.DELETED) {
                return List.copyOf(segments);
            }
        }
        if (begin != null) {
            segments.add(segment(begin, null));
        }
        return List.copyOf(segments);
    }

    private static UsageSegment segment(ServerFact begin, @Nullable ServerFact end) {
        return new UsageSegment(
                begin.eventId(),
                begin.serverId(),
                begin.accountId(),
                begin.groupId(),
                begin.planId(),
                begin.occurredAt(),
                end == null ? null : end.occurredAt(),
                begin.correlationId(),
                end == null ? null : end.correlationId());
    }
}

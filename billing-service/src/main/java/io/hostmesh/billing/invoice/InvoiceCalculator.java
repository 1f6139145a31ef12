package io.hostmesh.billing.invoice;

import io.hostmesh.billing.meter.UsageSegment;
import io.hostmesh.billing.rate.Charge;
import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.billing.rate.PriceList;
import io.hostmesh.billing.rate.RatedUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the lines of an invoice: the seconds that were used up to its end, less those that finalized invoices charged
 * already, and taking back those that they charged and that were not used after all. So every second is charged once,
 * whenever the facts arrive. Pure.
 */
final class InvoiceCalculator {

    private final Instant periodStart;
    private final Instant periodEnd;
    private final PriceList prices;
    private final List<InvoiceLine> lines = new ArrayList<>();
    private final Set<String> unpricedPlans = new TreeSet<>();

    private InvoiceCalculator(Instant periodStart, Instant periodEnd, PriceList prices) {
        this.periodStart = periodStart;
        this.periodEnd = periodEnd;
        this.prices = prices;
    }

    /**
     * @param periodStart the end of the last finalized invoice, a whole second
     * @param periodEnd a whole second; a server that still runs is charged to here
     * @param segments every segment of every server in question
     * @param invoiced every line about these servers on finalized invoices
     */
    static Draft draft(
            Instant periodStart,
            Instant periodEnd,
            Collection<UsageSegment> segments,
            Collection<InvoiceLine> invoiced,
            PriceList prices) {
        InvoiceCalculator calculator = new InvoiceCalculator(periodStart, periodEnd, prices);
        Stream.concat(
                        segments.stream()
                                .sorted(Comparator.comparing(UsageSegment::from))
                                .map(UsageSegment::serverId),
                        invoiced.stream().map(InvoiceLine::serverId))
                .distinct()
                .forEach(serverId -> calculator.addServer(
                        segments.stream()
                                .filter(segment -> segment.serverId().equals(serverId))
                                .toList(),
                        invoiced.stream()
                                .filter(line -> line.serverId().equals(serverId))
                                .toList()));
        return new Draft(periodStart, periodEnd, List.copyOf(calculator.lines), List.copyOf(calculator.unpricedPlans));
    }

    private void addServer(List<UsageSegment> segments, List<InvoiceLine> invoiced) {
        Set<String> plans = Stream.concat(
                        segments.stream().map(UsageSegment::planId),
                        invoiced.stream().map(InvoiceLine::planId))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String plan : plans) {
            SecondSet charged = charged(plan, invoiced);
            SecondSet used = SecondSet.of(0, 0);
            for (UsageSegment segment : segments) {
                if (segment.planId().equals(plan)) {
                    SecondSet seconds = SecondSet.of(segment.fromSecond(), segment.toSecond(periodEnd));
                    seconds.minus(charged).ranges().forEach(range -> addUsed(segment, range));
                    used = used.plus(seconds);
                }
            }
            for (InvoiceLine line : invoiced) {
                if (line.isChargeFor(plan)) {
                    SecondSet excess = charged.minus(used);
                    SecondSet ofThisLine = seconds(line).minus(seconds(line).minus(excess));
                    ofThisLine.ranges().forEach(range -> addTakenBack(line, range, segments));
                    charged = charged.minus(ofThisLine);
                }
            }
        }
    }

    /** The seconds at which the finalized lines of a plan charge more than they take back, which is once. */
    private static SecondSet charged(String plan, List<InvoiceLine> invoiced) {
        SecondSet charged = SecondSet.of(0, 0);
        for (InvoiceLine line : invoiced) {
            if (line.planId().equals(plan)) {
                charged = line.seconds() > 0 ? charged.plus(seconds(line)) : charged.minus(seconds(line));
            }
        }
        return charged;
    }

    private static SecondSet seconds(InvoiceLine line) {
        return SecondSet.of(line.from().getEpochSecond(), line.to().getEpochSecond());
    }

    private void addUsed(UsageSegment segment, SecondSet.Range range) {
        long start = periodStart.getEpochSecond();
        boolean ends = segment.to() != null && range.to() == segment.to().getEpochSecond();
        String endCorrelationId = ends ? segment.endCorrelationId() : null;
        if (range.from() < start) {
            long to = Math.min(range.to(), start);
            addLine(
                    InvoiceLine.Kind.CORRECTION,
                    segment.serverId(),
                    segment.groupId(),
                    segment.planId(),
                    range.from(),
                    to,
                    1,
                    segment.startCorrelationId(),
                    to == range.to() ? endCorrelationId : null);
        }
        if (range.to() > start) {
            addLine(
                    InvoiceLine.Kind.USAGE,
                    segment.serverId(),
                    segment.groupId(),
                    segment.planId(),
                    Math.max(range.from(), start),
                    range.to(),
                    1,
                    segment.startCorrelationId(),
                    endCorrelationId);
        }
    }

    private void addTakenBack(InvoiceLine line, SecondSet.Range range, List<UsageSegment> segments) {
        addLine(
                InvoiceLine.Kind.CORRECTION,
                line.serverId(),
                line.groupId(),
                line.planId(),
                range.from(),
                range.to(),
                -1,
                line.startCorrelationId(),
                endedBefore(range.from(), segments));
    }

    /** What ended the use of the server before that second: the late fact that the correction is for. */
    private static @Nullable String endedBefore(long second, List<UsageSegment> segments) {
        return segments.stream()
                .filter(segment -> segment.to() != null && segment.to().getEpochSecond() <= second)
                .max(Comparator.comparing(UsageSegment::from))
                .map(UsageSegment::endCorrelationId)
                .orElse(null);
    }

    private void addLine(
            InvoiceLine.Kind kind,
            String serverId,
            @Nullable String groupId,
            String planId,
            long from,
            long to,
            int sign,
            String startCorrelationId,
            @Nullable String endCorrelationId) {
        RatedUsage rated = prices.rate(planId, from, to);
        if (rated.unpricedSeconds() > 0) {
            unpricedPlans.add(planId);
        }
        long amount = sign * Currencies.roundedMinor(rated.amount(), prices.currency());
        List<Charge> charges = rated.charges().stream()
                .map(charge -> new Charge(charge.priceId(), charge.perHour(), sign * charge.seconds()))
                .toList();
        lines.add(new InvoiceLine(
                lines.size() + 1,
                kind,
                serverId,
                groupId,
                planId,
                Instant.ofEpochSecond(from),
                Instant.ofEpochSecond(to),
                sign * (to - from),
                amount,
                charges,
                startCorrelationId,
                endCorrelationId));
    }
}

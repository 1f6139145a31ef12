package io.hostmesh.billing.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.meter.UsageSegment;
import io.hostmesh.billing.rate.Price;
import io.hostmesh.billing.rate.PriceList;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InvoiceCalculatorTest {

    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
    private static final PriceList PRICES = new PriceList(
            List.of(
                    new Price("p1", "small", new BigDecimal("9.00"), "EUR", START.minusSeconds(10_000)),
                    new Price("p2", "large", new BigDecimal("36.00"), "EUR", START.minusSeconds(10_000))),
            "EUR");

    @Test
    void shouldChargeTheSecondsOfThePeriod() {
        Draft draft = draft(0, 100, List.of(segment("a", 10, 50), segment("b", 20, null)), List.of());

        assertEquals(List.of(40L, 80L), seconds(draft));
        assertEquals(10 + 20, draft.totalMinor());
        assertEquals("end_a", draft.lines().get(0).endCorrelationId());
        assertEquals(null, draft.lines().get(1).endCorrelationId());
    }

    @Test
    void shouldCutARunningServerAtTheEndAndGoOnExactlyThere() {
        Draft first = draft(0, 100, List.of(segment("a", 10, null)), List.of());
        Draft second = draft(100, 200, List.of(segment("a", 10, 150)), first.lines());

        assertEquals(List.of(90L), seconds(first));
        assertEquals(List.of(50L), seconds(second));
        assertEquals(START.plusSeconds(100), second.lines().get(0).from());
        assertEquals(InvoiceLine.Kind.USAGE, second.lines().get(0).kind());
    }

    @Test
    void shouldTakeBackWhatALateFactSaysWasNotUsed() {
        Draft first = draft(0, 100, List.of(segment("a", 10, null)), List.of());
        Draft second = draft(100, 200, List.of(segment("a", 10, 60)), first.lines());

        assertEquals(List.of(-40L), seconds(second));
        assertEquals(-10, second.totalMinor());
        InvoiceLine line = second.lines().get(0);
        assertEquals(InvoiceLine.Kind.CORRECTION, line.kind());
        assertEquals("end_a", line.endCorrelationId());
        assertEquals("start_a", line.startCorrelationId());

        List<InvoiceLine> invoiced = new ArrayList<>(first.lines());
        invoiced.addAll(second.lines());
        assertTrue(
                draft(200, 300, List.of(segment("a", 10, 60)), invoiced).lines().isEmpty());
    }

    @Test
    void shouldChargeLateUseOfAnEarlierPeriodAsACorrection() {
        Draft draft = draft(100, 200, List.of(segment("a", 40, null)), List.of());

        assertEquals(List.of(60L, 100L), seconds(draft));
        assertEquals(
                List.of(InvoiceLine.Kind.CORRECTION, InvoiceLine.Kind.USAGE),
                draft.lines().stream().map(InvoiceLine::kind).toList());
    }

    @Test
    void shouldNameThePlanThatHasNoPrice() {
        UsageSegment segment =
                new UsageSegment("e", "srv_x", "acc_1", null, "huge", START, START.plusSeconds(5), "start_x", "end_x");

        assertEquals(List.of("huge"), draft(0, 100, List.of(segment), List.of()).unpricedPlans());
    }

    @Test
    void shouldChangeThePlanOfSecondsThatWereInvoiced() {
        Draft first = draft(0, 100, List.of(segment("a", 0, 100)), List.of());
        UsageSegment corrected =
                new UsageSegment("e", "a", "acc_1", null, "large", START, START.plusSeconds(100), "start_a", "end_a");
        Draft second = draft(100, 200, List.of(corrected), first.lines());

        assertEquals(100 - 25, second.totalMinor());
    }

    @Test
    void shouldChargeNoSecondTwiceOrNotAtAllWhereThePlanChanged() {
        Instant resized = START.plusMillis(40_900);
        UsageSegment small = new UsageSegment("e1", "a", "acc_1", null, "small", START, resized, "create", "resize");
        UsageSegment large = new UsageSegment("e2", "a", "acc_1", null, "large", resized, null, "resize", null);
        Draft draft = draft(0, 100, List.of(small, large), List.of());

        assertEquals(List.of(60L, 40L), seconds(draft));
        assertEquals(10 + 60, draft.totalMinor());

        Draft beforeTheFactCame = draft(0, 100, List.of(segment("a", 0, null)), List.of());
        Draft corrected = draft(100, 200, List.of(small, large), beforeTheFactCame.lines());
        assertEquals(25 + corrected.totalMinor(), 10 + 160);
    }

    /** Whatever comes to be known after each invoice, all invoices together charge exactly what was used. */
    @Property(tries = 300)
    void shouldChargeEachSecondOnceOverAllInvoices(@ForAll("lives") List<List<Integer>> lives) {
        List<InvoiceLine> invoiced = new ArrayList<>();
        int period = 0;
        for (List<Integer> known : lives) {
            int end = period + 40;
            Draft draft = draft(period, end, segments(known), invoiced);
            draft.lines().forEach(line -> assertTrue(line.seconds() != 0));
            invoiced.addAll(draft.lines());
            period = end;
            int cut = end;
            SecondSet used = segments(known).stream()
                    .map(each -> SecondSet.of(each.fromSecond(), each.toSecond(START.plusSeconds(cut))))
                    .reduce(SecondSet.of(0, 0), SecondSet::plus);
            assertEquals(used, netSeconds(invoiced));
            assertEquals(
                    used.seconds(),
                    invoiced.stream().mapToLong(InvoiceLine::seconds).sum());
        }
    }

    @Provide
    Arbitrary<List<List<Integer>>> lives() {
        Arbitrary<List<Integer>> boundaries = Arbitraries.integers()
                .between(0, 160)
                .list()
                .uniqueElements()
                .ofMaxSize(7)
                .map(list -> list.stream().sorted().toList());
        return boundaries.list().ofMinSize(1).ofMaxSize(5);
    }

    /** Alternating beginnings and ends; the last has no end where the number is odd. */
    private static List<UsageSegment> segments(List<Integer> boundaries) {
        List<UsageSegment> segments = new ArrayList<>();
        for (int i = 0; i < boundaries.size(); i += 2) {
            segments.add(segment("a", boundaries.get(i), i + 1 < boundaries.size() ? boundaries.get(i + 1) : null));
        }
        return segments;
    }

    private static SecondSet netSeconds(List<InvoiceLine> lines) {
        SecondSet net = SecondSet.of(0, 0);
        for (InvoiceLine line : lines) {
            SecondSet seconds =
                    SecondSet.of(line.from().getEpochSecond(), line.to().getEpochSecond());
            net = line.seconds() > 0 ? net.plus(seconds) : net.minus(seconds);
        }
        return net;
    }

    private static Draft draft(int from, int to, List<UsageSegment> segments, List<InvoiceLine> invoiced) {
        return InvoiceCalculator.draft(START.plusSeconds(from), START.plusSeconds(to), segments, invoiced, PRICES);
    }

    private static List<Long> seconds(Draft draft) {
        return draft.lines().stream().map(InvoiceLine::seconds).toList();
    }

    private static UsageSegment segment(String server, int from, @Nullable Integer to) {
        return new UsageSegment(
                "event-" + server + from,
                server,
                "acc_1",
                null,
                "small",
                START.plusSeconds(from),
                to == null ? null : START.plusSeconds(to),
                "start_" + server,
                to == null ? null : "end_" + server);
    }
}

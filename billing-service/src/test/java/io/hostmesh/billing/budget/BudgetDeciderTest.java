package io.hostmesh.billing.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.rate.ExactAmount;
import io.hostmesh.contracts.AccountEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetDeciderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant MONTH = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void shouldSayNothingBelowTheFirstThreshold() {
        assertEquals(List.of(), thresholds(evaluate(budget("10.00"), "4.99")));
    }

    @Test
    void shouldAnnounceEachThresholdOnce() {
        BudgetDecider.Decision first = evaluate(budget("10.00"), "5.00");
        BudgetDecider.Decision again = evaluate(first.budget(), "7.99");
        BudgetDecider.Decision second = evaluate(again.budget(), "8.00");

        assertEquals(List.of(50), thresholds(first));
        assertEquals(List.of(), again.events());
        assertEquals(List.of(80), thresholds(second));
    }

    @Test
    void shouldReachTheLimitOnce() {
        BudgetDecider.Decision reached = evaluate(budget("10.00"), "10.00");

        assertEquals(List.of(50, 80, 100), thresholds(reached));
        assertTrue(reached.events().get(3) instanceof AccountEvent.SpendLimitReached);
        assertTrue(reached.budget().reached());
        assertEquals(List.of(), evaluate(reached.budget(), "11.00").events());
    }

    @Test
    void shouldBeginAgainInTheNextPeriod() {
        Budget reached = evaluate(budget("10.00"), "10.00").budget();
        Instant december = Instant.parse("2026-12-01T00:00:00Z");

        BudgetDecider.Decision next = BudgetDecider.evaluate(reached, december, ExactAmount.ZERO, december);

        assertFalse(next.budget().reached());
        assertEquals(december, next.budget().periodStart());
    }

    @Test
    void shouldStopAgainAtARaisedLimit() {
        Budget reached = evaluate(budget("10.00"), "10.00").budget();

        Budget raised = BudgetDecider.changeLimit(reached, new BigDecimal("12.00"), amount("10.00"));

        assertFalse(raised.reached());
        assertEquals(List.of(), evaluate(raised, "11.99").events());
        assertEquals(List.of(100), thresholds(evaluate(raised, "12.00")));
    }

    @Test
    void shouldStayReachedWhenTheLimitIsNotRaisedEnough() {
        Budget reached = evaluate(budget("10.00"), "15.00").budget();

        assertTrue(BudgetDecider.changeLimit(reached, new BigDecimal("14.00"), amount("15.00"))
                .reached());
    }

    @Test
    void shouldStartItsMonthInUtc() {
        assertEquals(MONTH, BudgetPeriod.MONTH.startOf(NOW));
    }

    @Property
    void shouldNeverAnnounceAThresholdTwice(@ForAll List<@IntRange(min = 0, max = 30) Integer> spending) {
        Budget budget = budget("20.00");
        List<Integer> announced = new java.util.ArrayList<>();
        for (int spent : spending.stream().sorted().toList()) {
            BudgetDecider.Decision decision = evaluate(budget, spent + ".00");
            announced.addAll(thresholds(decision));
            budget = decision.budget();
        }
        assertEquals(announced.stream().distinct().sorted().toList(), announced);
        boolean shouldBeReached = spending.stream().anyMatch(spent -> spent >= 20);
        assertEquals(shouldBeReached, budget.reached());
    }

    private static List<Integer> thresholds(BudgetDecider.Decision decision) {
        return decision.events().stream()
                .filter(AccountEvent.BudgetThresholdCrossed.class::isInstance)
                .map(event -> ((AccountEvent.BudgetThresholdCrossed) event).thresholdPercent())
                .toList();
    }

    private static BudgetDecider.Decision evaluate(Budget budget, String spent) {
        return BudgetDecider.evaluate(budget, MONTH, amount(spent), NOW);
    }

    private static ExactAmount amount(String amount) {
        return ExactAmount.of(new BigDecimal(amount));
    }

    private static Budget budget(String limit) {
        return new Budget("bud_1", "acc_1", new BigDecimal(limit), "EUR", MONTH, 0, "req_1", 1, MONTH);
    }
}

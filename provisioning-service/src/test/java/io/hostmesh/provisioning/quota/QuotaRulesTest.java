package io.hostmesh.provisioning.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaRulesTest {

    private static Amounts amounts(int servers, String vcpus, long megabytes, int groups) {
        return new Amounts(servers, new BigDecimal(vcpus), megabytes, groups);
    }

    private static final Amounts LIMITS = amounts(10, "2.5", 4096, 3);

    @Test
    void shouldAllowExactlyTheLimit() {
        Amounts used = amounts(9, "2.4", 4032, 2);
        assertNull(QuotaRules.excess(LIMITS, used, amounts(1, "0.1", 64, 1)));
        assertNotNull(QuotaRules.excess(LIMITS, used, amounts(1, "0.101", 64, 0)));
        assertEquals(1, QuotaRules.fitting(LIMITS, used, amounts(1, "0.1", 64, 0), 5));
    }

    @Test
    void shouldCalculateTenthsExactly() {
        Amounts each = Amounts.servers(1, new BigDecimal("0.1"), 1);
        Amounts limits = amounts(100, "0.3", 1000, 0);
        assertEquals(3, QuotaRules.fitting(limits, Amounts.NONE, each, 100));
        assertNull(QuotaRules.excess(limits, each.times(2), each));
        assertNotNull(QuotaRules.excess(limits, each.times(3), each));
    }

    @Test
    void shouldTellEverythingThatIsTooMuch() {
        String excess = QuotaRules.excess(LIMITS, amounts(10, "2.50", 4096, 3), amounts(1, "0.5", 128, 1));
        assertNotNull(excess);
        assertTrue(excess.contains("10 servers, has 10 and asks for 1 more"), excess);
        assertTrue(excess.contains("2.5 vCPUs, has 2.5 and asks for 0.5 more"), excess);
        assertTrue(excess.contains("4096 MB of memory, has 4096 and asks for 128 more"), excess);
        assertTrue(excess.contains("3 groups, has 3 and asks for 1 more"), excess);
    }

    @Test
    void shouldNotRefuseForWhatIsNotAskedFor() {
        Amounts overdrawn = amounts(20, "9", 99_999, 9);
        assertNull(QuotaRules.excess(LIMITS, overdrawn, Amounts.NONE));
        assertNotNull(QuotaRules.excess(LIMITS, overdrawn, Amounts.ONE_GROUP));
        Amounts lessServers = amounts(2, "9", 0, 0);
        assertEquals(0, QuotaRules.fitting(LIMITS, lessServers, amounts(1, "0.1", 1, 0), 5));
        assertEquals(5, QuotaRules.fitting(LIMITS, lessServers, amounts(1, "0", 1, 0), 5));
    }

    @Test
    void shouldFitAsOftenAsNothingIsTooMuch() {
        Random random = new Random(3);
        for (int run = 0; run < 10_000; run++) {
            Amounts limits = random(random, 100);
            Amounts used = random(random, 100);
            Amounts each = random(random, 9);
            int fitting = QuotaRules.fitting(limits, used, each, 20);
            assertTrue(fitting >= 0 && fitting <= 20);
            if (fitting > 0) {
                assertNull(QuotaRules.excess(limits, used.plus(each.times(fitting - 1)), each));
            }
            if (fitting < 20) {
                assertNotNull(QuotaRules.excess(limits, used.plus(each.times(fitting)), each));
            }
        }
    }

    private static Amounts random(Random random, int bound) {
        return new Amounts(
                random.nextInt(bound),
                BigDecimal.valueOf(random.nextInt(bound * 10), 1),
                random.nextInt(bound),
                random.nextInt(bound));
    }
}

package io.hostmesh.monitoring.silence;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.LabelMatcher.Comparison;
import io.hostmesh.monitoring.label.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant END = START.plusSeconds(600);
    private static final Labels LABELS = Labels.of(Map.of("server", "srv_1", "kind", "failure"));

    @Test
    void shouldHoldFromItsStartUntilBeforeItsEnd() {
        Silence silence = silence("acc_1", new LabelMatcher("server", Comparison.EQUAL, "srv_1"));
        assertFalse(silence.mutes("acc_1", LABELS, START.minusMillis(1)));
        assertTrue(silence.mutes("acc_1", LABELS, START));
        assertTrue(silence.mutes("acc_1", LABELS, END.minusMillis(1)));
        assertFalse(silence.mutes("acc_1", LABELS, END));
    }

    @Test
    void shouldMuteOnlyWhatAllMatchersMatch() {
        LabelMatcher ours = new LabelMatcher("server", Comparison.MATCHES, "srv_[12]");
        assertTrue(silence("acc_1", ours).mutes("acc_1", LABELS, START));
        assertFalse(silence("acc_1", ours, new LabelMatcher("kind", Comparison.NOT_EQUAL, "failure"))
                .mutes("acc_1", LABELS, START));
        assertFalse(silence("acc_1", new LabelMatcher("kind", Comparison.DOES_NOT_MATCH, "fail.*"))
                .mutes("acc_1", LABELS, START));
    }

    @Test
    void shouldMuteTheAlertsOfItsAccountOnlyUnlessItIsTheOperators() {
        LabelMatcher ours = new LabelMatcher("server", Comparison.EQUAL, "srv_1");
        assertFalse(silence("acc_1", ours).mutes("acc_2", LABELS, START));
        assertFalse(silence("acc_1", ours).mutes(null, LABELS, START));
        assertTrue(silence(null, ours).mutes("acc_2", LABELS, START));
    }

    private static Silence silence(@Nullable String account, LabelMatcher... matchers) {
        return new Silence("sil_1", account, List.of(matchers), START, END);
    }
}

package io.hostmesh.monitoring.series;

import static io.hostmesh.monitoring.refusal.Refusal.SAMPLES_REFUSED;

import io.hostmesh.kit.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a body.
 *
 * @param record what is to be stored of it; null where that is nothing
 * @param refused how many samples were refused, by the reason; empty where none was
 * @param example the labels of the first series of which something was refused; null where nothing was
 */
public record Admission(
        @Nullable SeriesRecord record,
        int accepted,
        Map<Refusal, Integer> refused,
        @Nullable String example) {

    /** What a sender is told of whose samples some were refused. */
    public Problem problem() {
        return SAMPLES_REFUSED.problem(accepted + " samples are kept, others are refused: " + describeRefused() + ".");
    }

    /** What was refused and why, in words; empty where nothing was. */
    public String describeRefused() {
        StringBuilder text = new StringBuilder();
        refused.forEach((reason, count) -> text.append(text.length() == 0 ? "" : "; ")
                .append(count)
                .append(" of it because ")
                .append(reason.description()));
        return example == null ? text.toString() : text + " (first: " + example + ")";
    }
}

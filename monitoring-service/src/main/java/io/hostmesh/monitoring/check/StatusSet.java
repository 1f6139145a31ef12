package io.hostmesh.monitoring.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Status codes of HTTP, written as codes and ranges with commas between. */
record StatusSet(List<Range> ranges) {

    private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");
    private static final int MOST_RANGES = 20;

    record Range(int first, int last) {}

    /** Null where the text is no set of codes. */
    static @Nullable StatusSet read(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches() || ranges.size() == MOST_RANGES) {
                return null;
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                return null;
            }
            ranges.add(new Range(first, last));
        }
        return new StatusSet(List.copyOf(ranges));
    }

    boolean contains(int status) {
        return ranges.stream().anyMatch(range -> status >= range.first() && status <= range.last());
    }
}

package io.hostmesh.monitoring.series;

/** Labels for people: {@code up{instance="a", job="b"}}, and no longer than one wants to read. */
final class LabelText {

    private static final int LONGEST = 300;

    private LabelText() {}

    static String of(byte[] bytes, int from, int to) {
        try {
            String text = SeriesLabels.read(bytes, from, to).toString();
            return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        } catch (MalformedBodyException unreadable) {
            return "labels that cannot be read";
        }
    }
}

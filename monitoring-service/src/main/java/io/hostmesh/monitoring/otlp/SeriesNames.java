package io.hostmesh.monitoring.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of metrics and labels in Prometheus' alphabet, by the rules of OpenTelemetry's "Prometheus and OpenMetrics
 * Compatibility": what is not allowed becomes one underscore, and the unit and the kind become suffixes.
 */
final class SeriesNames {

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tibibytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("1", ""),
            Map.entry("%", "percent"));

    private static final Map<String, String> PER = Map.of(
            "s", "second", "m", "minute", "min", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
            "year");

    /** What a metric is, as far as its name depends on it. */
    enum Sort {
        GAUGE,
        COUNTER,
        OTHER
    }

    private SeriesNames() {}

    /** The name of a metric's series; empty where nothing is left of it. */
    static String metric(String name, String unit, Sort sort) {
        List<String> words = words(name);
        if (words.isEmpty()) {
            return "";
        }
        addUnit(words, unit.strip());
        if (sort == Sort.COUNTER) {
            moveToEnd(words, "total");
        }
        if (sort == Sort.GAUGE && unit.strip().equals("1")) {
            moveToEnd(words, "ratio");
        }
        String joined = String.join("_", words);
        return isDigit(joined.charAt(0)) ? "_" + joined : joined;
    }

    private static void addUnit(List<String> words, String unit) {
        int slash = unit.indexOf('/');
        String main = slash < 0 ? unit : unit.substring(0, slash);
        if (!main.isBlank() && !main.contains("{")) {
            addMissing(words, words(UNITS.getOrDefault(main.strip(), main)));
        }
        if (slash >= 0) {
            String per = unit.substring(slash + 1).strip();
            if (!per.isEmpty() && !per.contains("{")) {
                List<String> added = words(PER.getOrDefault(per, per));
                if (!added.isEmpty() && !words.containsAll(added)) {
                    if (!words.get(words.size() - 1).equals("per")) {
                        words.add("per");
                    }
                    words.addAll(added);
                }
            }
        }
    }

    private static void addMissing(List<String> words, List<String> unit) {
        if (!words.containsAll(unit)) {
            words.addAll(unit);
        }
    }

    private static void moveToEnd(List<String> words, String last) {
        words.removeIf(last::equals);
        words.add(last);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            if (isLetter(next) || isDigit(next) || next == ':') {
                word.append(next);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** The name of a label; empty where nothing is left of it. */
    static String label(String key) {
        StringBuilder name = new StringBuilder(key.length());
        boolean kept = false;
        for (int index = 0; index < key.length(); index++) {
            char next = key.charAt(index);
            if (isLetter(next) || isDigit(next)) {
                name.append(next);
                kept = true;
            } else if (name.isEmpty() || name.charAt(name.length() - 1) != '_') {
                name.append('_');
            }
        }
        if (!kept) {
            return "";
        }
        return isDigit(name.charAt(0)) ? "key_" + name : name.toString();
    }

    private static boolean isLetter(char next) {
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    }

    private static boolean isDigit(char next) {
        return next >= '0' && next <= '9';
    }

    /** A bound of a bucket or a quantile, as short as it can be and never with an exponent: {@code 0.5}, {@code +Inf}. */
    static String number(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (number == 0) {
            return "0";
        }
        return new java.math.BigDecimal(Double.toString(number).toLowerCase(Locale.ROOT))
                .stripTrailingZeros()
                .toPlainString();
    }
}

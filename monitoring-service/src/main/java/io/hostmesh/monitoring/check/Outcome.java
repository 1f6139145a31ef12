package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.Observation.Certified;
import io.hostmesh.monitoring.check.Observation.Connected;
import io.hostmesh.monitoring.check.Observation.HttpAnswer;
import io.hostmesh.monitoring.check.Observation.NotAvailable;
import io.hostmesh.monitoring.check.Observation.Resolved;
import io.hostmesh.monitoring.check.Observation.Unreached;
import io.hostmesh.monitoring.label.Expressions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an observation means to those who expected something. {@code because} is null for one that passed. */
record Outcome(Verdict verdict, @Nullable String because) {

    enum Verdict {
        PASSED,
        FAILED,
        /** The place could not ask. */
        NOT_AVAILABLE
    }

    private static final int SHOWN = 120;

    /** Compares what came with what is expected; the first difference counts. */
    static Outcome of(Expectation expect, Observation came, Instant now) {
        if (came instanceof NotAvailable none) {
            return new Outcome(Verdict.NOT_AVAILABLE, none.because());
        }
        String difference = difference(expect, came, now);
        return new Outcome(difference == null ? Verdict.PASSED : Verdict.FAILED, difference);
    }

    private static @Nullable String difference(Expectation expect, Observation came, Instant now) {
        String difference = null;
        if (came instanceof Unreached unreached) {
            return unreached.because();
        } else if (came instanceof HttpAnswer answer) {
            difference = ofHttp(expect, answer);
        } else if (came instanceof Connected connected) {
            String banner = expect.banner();
            if (banner != null && !connected.banner().startsWith(banner)) {
                difference =
                        "expected a banner that begins with " + shown(banner) + ", got " + shown(connected.banner());
            }
        } else if (came instanceof Certified certified) {
            difference = ofTls(expect, certified, now);
        } else if (came instanceof Resolved resolved) {
            difference = ofDns(expect, resolved);
        }
        return difference != null ? difference : ofLatency(expect, came);
    }

    private static @Nullable String ofLatency(Expectation expect, Observation came) {
        Integer longest = expect.latencyMillis();
        return longest == null || came.latencyMillis() <= longest
                ? null
                : String.format(
                        Locale.ROOT,
                        "expected an answer within %d ms, got one after %.0f ms",
                        longest,
                        came.latencyMillis());
    }

    private static @Nullable String ofHttp(Expectation expect, HttpAnswer answer) {
        String wanted = Objects.requireNonNullElse(expect.status(), "200-299");
        StatusSet status = StatusSet.read(wanted);
        if (status == null || !status.contains(answer.status())) {
            return "expected status " + wanted + ", got " + answer.status();
        }
        for (Map.Entry<String, String> header : expect.headers() == null
                ? Map.<String, String>of().entrySet()
                : expect.headers().entrySet()) {
            String value = answer.headers().get(header.getKey().toLowerCase(Locale.ROOT));
            if (value == null || !value.contains(header.getValue())) {
                return "expected the header " + header.getKey() + " to contain " + shown(header.getValue()) + ", got "
                        + (value == null ? "none" : shown(value));
            }
        }
        if (expect.bodyContains() != null && !answer.body().contains(expect.bodyContains())) {
            return "expected the body to contain " + shown(expect.bodyContains()) + ", got " + shown(answer.body());
        }
        if (expect.bodyMatches() != null
                && !Expressions.compile(expect.bodyMatches(), 0)
                        .matcher(answer.body())
                        .find()) {
            return "expected the body to match " + shown(expect.bodyMatches()) + ", got " + shown(answer.body());
        }
        return null;
    }

    private static @Nullable String ofTls(Expectation expect, Certified certified, Instant now) {
        if (certified.distrust() != null) {
            return "expected a certificate that is trusted for that name, got " + shown(certified.subject()) + ": "
                    + certified.distrust();
        }
        int wanted = Objects.requireNonNullElse(expect.daysLeft(), Expectation.DAYS_LEFT);
        long left = Duration.between(now, certified.notAfter()).toDays();
        return left >= wanted
                ? null
                : "expected a certificate that is valid for " + wanted + " days or more, got one until "
                        + certified.notAfter() + " (" + left + " days)";
    }

    private static @Nullable String ofDns(Expectation expect, Resolved resolved) {
        if (resolved.values().isEmpty()) {
            return "expected a record, got none";
        }
        if (expect.values() == null || canonical(expect.values()).equals(canonical(resolved.values()))) {
            return null;
        }
        return "expected " + canonical(expect.values()) + ", got " + canonical(resolved.values());
    }

    /** Names end with a dot or do not, in any case and order. */
    private static TreeSet<String> canonical(Collection<String> values) {
        TreeSet<String> canonical = new TreeSet<>();
        for (String value : values) {
            String name = value.strip().toLowerCase(Locale.ROOT);
            canonical.add(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        }
        return canonical;
    }

    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return '"' + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...") + '"';
    }
}

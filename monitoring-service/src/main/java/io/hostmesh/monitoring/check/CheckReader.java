package io.hostmesh.monitoring.check;

import com.google.re2j.PatternSyntaxException;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import io.hostmesh.monitoring.label.Expressions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a definition of a request, or a problem that names everything that is wrong with it. */
final class CheckReader {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_TARGET = 500;
    private static final int LONGEST_TEXT = 500;
    private static final int MOST_ENTRIES = 20;
    private static final int LONGEST_LATENCY_MILLIS = 60_000;
    private static final int MOST_DAYS = 3_650;
    private static final int DEFAULT_INTERVAL_SECONDS = 60;
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final Quorum DEFAULT_QUORUM = new Quorum(2, 3);
    private static final Set<String> RECORD_TYPES = new TreeSet<>(Set.of("A", "AAAA", "CNAME", "MX", "NS", "TXT"));
    private static final String HOST = "[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*";

    private final CheckBounds bounds;
    private final Set<String> knownPlaces;
    private final List<FieldError> errors = new ArrayList<>();

    private CheckReader(CheckBounds bounds, Set<String> knownPlaces) {
        this.bounds = bounds;
        this.knownPlaces = knownPlaces;
    }

    /** {@code knownPlaces} are those that checks can be run at now; without a wish, a check is run at as many as it may. */
    static CheckDefinition read(CheckRequest request, CheckBounds bounds, Set<String> knownPlaces) {
        return new CheckReader(bounds, knownPlaces).read(request);
    }

    /** What is wrong with what is asked, of whom; how often and where depends on the bounds. */
    static List<FieldError> subjectErrors(CheckRequest request) {
        CheckReader reader = new CheckReader(new CheckBounds(0, 0, 0, 0, 0), Set.of());
        reader.subject(request);
        return reader.errors;
    }

    private void subject(CheckRequest request) {
        text("name", request.name(), LONGEST_NAME);
        CheckType type = request.type();
        String target = text("target", request.target(), LONGEST_TARGET);
        if (type == null) {
            wrong("type", "must be one of http, tcp, tls, dns, ping");
            return;
        }
        if (target != null) {
            target(type, target);
        }
        String resolver = request.resolver();
        if (resolver != null && (type != CheckType.DNS || HostAndPort.read(resolver) == null)) {
            wrong("resolver", type == CheckType.DNS ? "must be host:port" : "is for checks of type dns only");
        }
        if (request.expect() != null) {
            expectation(type, request.expect());
        }
    }

    private CheckDefinition read(CheckRequest request) {
        subject(request);
        int interval = within(
                "intervalSeconds",
                request.intervalSeconds(),
                Math.max(DEFAULT_INTERVAL_SECONDS, bounds.shortestIntervalSeconds()),
                bounds.shortestIntervalSeconds(),
                bounds.longestIntervalSeconds());
        int timeout = within(
                "timeoutSeconds",
                request.timeoutSeconds(),
                Math.min(interval, DEFAULT_TIMEOUT_SECONDS),
                1,
                Math.max(1, Math.min(interval, bounds.longestTimeoutSeconds())));
        List<String> places = places(request.places());
        Quorum failAfter = quorum("failAfter", request.failAfter());
        Quorum recoverAfter = quorum("recoverAfter", request.recoverAfter());
        int failingPlaces =
                within("failingPlaces", request.failingPlaces(), places.size() / 2 + 1, 1, Math.max(1, places.size()));
        String name = request.name();
        CheckType type = request.type();
        String target = request.target();
        if (name == null || type == null || target == null || !errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return new CheckDefinition(
                name.strip(),
                type,
                target.strip(),
                request.resolver(),
                request.serverId(),
                request.groupId(),
                Objects.requireNonNullElse(request.expect(), Expectation.none()),
                interval,
                timeout,
                places,
                failAfter,
                recoverAfter,
                failingPlaces,
                request.enabled() == null || request.enabled());
    }

    private void target(CheckType type, String target) {
        switch (type) {
            case HTTP -> {
                if (!isUrl(target)) {
                    wrong("target", "must be a URL with http or https, a host and no credentials");
                }
            }
            case TCP, TLS -> {
                if (HostAndPort.read(target) == null) {
                    wrong("target", "must be host:port, such as mail.example.com:25 or [2001:db8::1]:25");
                }
            }
            case DNS, PING -> {
                if (!target.matches(HOST)) {
                    wrong("target", type == CheckType.DNS ? "must be a name" : "must be a host");
                }
            }
        }
    }

    private static boolean isUrl(String target) {
        try {
            URI uri = new URI(target);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme)
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= HostAndPort.LAST_PORT;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void expectation(CheckType type, Expectation expect) {
        only("status", expect.status(), type, CheckType.HTTP);
        only("bodyContains", expect.bodyContains(), type, CheckType.HTTP);
        only("bodyMatches", expect.bodyMatches(), type, CheckType.HTTP);
        only("headers", expect.headers(), type, CheckType.HTTP);
        only("banner", expect.banner(), type, CheckType.TCP);
        only("daysLeft", expect.daysLeft(), type, CheckType.TLS);
        only("recordType", expect.recordType(), type, CheckType.DNS);
        only("values", expect.values(), type, CheckType.DNS);
        if (expect.status() != null && StatusSet.read(expect.status()) == null) {
            wrong("expect.status", "must be codes and ranges such as 200-299,301");
        }
        optional("expect.bodyContains", expect.bodyContains());
        optional("expect.banner", expect.banner());
        if (optional("expect.bodyMatches", expect.bodyMatches()) && expect.bodyMatches() != null) {
            try {
                Expressions.compile(expect.bodyMatches(), 0);
            } catch (PatternSyntaxException e) {
                wrong("expect.bodyMatches", "must be a regular expression as RE2 reads it: " + e.getDescription());
            }
        }
        headers(expect.headers());
        values(expect);
        if (expect.daysLeft() != null) {
            within("expect.daysLeft", expect.daysLeft(), 0, 0, MOST_DAYS);
        }
        if (expect.latencyMillis() != null) {
            within("expect.latencyMillis", expect.latencyMillis(), 1, 1, LONGEST_LATENCY_MILLIS);
        }
    }

    private void headers(@Nullable Map<String, String> headers) {
        if (headers == null) {
            return;
        }
        if (headers.size() > MOST_ENTRIES) {
            wrong("expect.headers", "must be at most " + MOST_ENTRIES);
        }
        headers.forEach((header, value) -> {
            if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
                    || value == null
                    || value.length() > LONGEST_TEXT) {
                wrong(
                        "expect.headers." + header,
                        "must be a header's name and at most " + LONGEST_TEXT + " characters");
            }
        });
    }

    private void values(Expectation expect) {
        if (expect.recordType() != null && !RECORD_TYPES.contains(expect.recordType())) {
            wrong("expect.recordType", "must be one of " + String.join(", ", RECORD_TYPES));
        }
        List<String> values = expect.values();
        if (values != null && (values.isEmpty() || values.size() > MOST_ENTRIES)) {
            wrong("expect.values", "must be from 1 to " + MOST_ENTRIES);
        } else if (values != null
                && values.stream()
                        .anyMatch(value -> value == null || value.isBlank() || value.length() > LONGEST_TEXT)) {
            wrong("expect.values", "must be texts of at most " + LONGEST_TEXT + " characters");
        }
    }

    private void only(String field, @Nullable Object value, CheckType type, CheckType allowed) {
        if (value != null && type != allowed) {
            wrong("expect." + field, "is for checks of type " + allowed.name().toLowerCase(Locale.ROOT) + " only");
        }
    }

    private List<String> places(@Nullable List<String> wished) {
        if (wished == null) {
            return knownPlaces.stream().sorted().limit(bounds.mostPlaces()).toList();
        }
        List<String> places = List.copyOf(
                new LinkedHashSet<>(wished.stream().map(String::valueOf).toList()));
        if (places.isEmpty() || places.size() > bounds.mostPlaces() || !knownPlaces.containsAll(places)) {
            wrong(
                    "places",
                    "must be from 1 to " + bounds.mostPlaces() + " of "
                            + String.join(", ", new TreeSet<>(knownPlaces)));
        }
        return places;
    }

    private Quorum quorum(String field, @Nullable Quorum wished) {
        Quorum quorum = Objects.requireNonNullElse(wished, DEFAULT_QUORUM);
        if (quorum.count() < 1 || quorum.of() < quorum.count() || quorum.of() > bounds.mostResults()) {
            wrong(field, "must be a count from 1 up of at most " + bounds.mostResults() + " results");
        }
        return quorum;
    }

    private int within(String field, @Nullable Integer wished, int otherwise, int least, int most) {
        int value = wished == null ? otherwise : wished;
        if (value < least || value > most) {
            wrong(field, "must be from " + least + " to " + most);
        }
        return value;
    }

    private @Nullable String text(String field, @Nullable String text, int longest) {
        if (text == null || text.isBlank() || text.length() > longest) {
            wrong(field, "must have from 1 to " + longest + " characters");
            return null;
        }
        return text.strip();
    }

    private boolean optional(String field, @Nullable String text) {
        if (text != null && (text.isEmpty() || text.length() > LONGEST_TEXT)) {
            wrong(field, "must have from 1 to " + LONGEST_TEXT + " characters");
            return false;
        }
        return true;
    }

    private void wrong(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}

package io.hostmesh.monitoring.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a check expects. Each type of check has its own of these fields; null expects nothing.
 *
 * @param status of HTTP: codes and ranges, for example {@code 200-299,301}; null for 200 to 299
 * @param bodyContains of HTTP: a text in the first part of the body
 * @param bodyMatches of HTTP: a regular expression (RE2) that is found in it
 * @param headers of HTTP: texts that headers contain, by name
 * @param banner of TCP: how what the server says first begins
 * @param daysLeft of TLS: the days that the certificate is still valid, at least; null for 14
 * @param recordType of DNS: A, AAAA, CNAME, MX, NS or TXT; null for A
 * @param values of DNS: the records, all of them and no others, in any order; null for any record
 * @param latencyMillis of all types: the longest time that is good
 */
record Expectation(
        @Nullable String status,
        @Nullable String bodyContains,
        @Nullable String bodyMatches,
        @Nullable Map<String, String> headers,
        @Nullable String banner,
        @Nullable Integer daysLeft,
        @Nullable String recordType,
        @Nullable List<String> values,
        @Nullable Integer latencyMillis) {

    static final int DAYS_LEFT = 14;

    static Expectation none() {
        return new Expectation(null, null, null, null, null, null, null, null, null);
    }
}

package io.hostmesh.provisioning.haproxy;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server of HAProxy's as it is.
 *
 * @param proxy the backend that it is in
 * @param connections that are open now
 */
record SeenServer(String proxy, String name, String address, Mode mode, boolean up, int connections) {

    /** What it was told to be. */
    enum Mode {
        READY,
        DRAINING,
        /** It has no part in anything: it is new, or about to be deleted. */
        MAINTENANCE
    }

    private static final int MAINTENANCE_FLAGS = 0x01 | 0x02 | 0x04 | 0x20;
    private static final int DRAIN_FLAGS = 0x08 | 0x10;

    /**
     * Reads the answers to {@code show servers state} and {@code show stat -1 4 -1}.
     *
     * @param prefix of the proxies that matter
     */
    static List<SeenServer> read(String states, String statistics, String prefix) {
        Map<String, Integer> connections = new TreeMap<>();
        for (Map<String, String> row : table(statistics, ",")) {
            connections.put(cell(row, "pxname") + "/" + cell(row, "svname"), number(cell(row, "scur")));
        }
        String withoutVersion = states.substring(states.indexOf('\n') + 1);
        List<SeenServer> servers = new ArrayList<>();
        for (Map<String, String> row : table(withoutVersion, " ")) {
            String proxy = cell(row, "be_name");
            if (proxy.startsWith(prefix)) {
                String name = cell(row, "srv_name");
                servers.add(new SeenServer(
                        proxy,
                        name,
                        address(cell(row, "srv_addr"), cell(row, "srv_port")),
                        mode(number(cell(row, "srv_admin_state"))),
                        number(cell(row, "srv_op_state")) != 0,
                        connections.getOrDefault(proxy + "/" + name, 0)));
            }
        }
        return servers;
    }

    private static String address(String host, String port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static Mode mode(int flags) {
        return (flags & MAINTENANCE_FLAGS) != 0
                ? Mode.MAINTENANCE
                : (flags & DRAIN_FLAGS) != 0 ? Mode.DRAINING : Mode.READY;
    }

    /** Rows by the names of their columns, which the first line has after a {@code #}. */
    private static List<Map<String, String>> table(String text, String separator) {
        if (!text.startsWith("# ")) {
            throw new BalancerException("expected a table from HAProxy, got '" + text + "'");
        }
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        String[] names = lines.get(0).substring(2).split(separator, -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(separator, -1);
            Map<String, String> row = new TreeMap<>();
            for (int column = 0; column < Math.min(names.length, cells.length); column++) {
                row.put(names[column], cells[column]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static String cell(Map<String, String> row, String name) {
        String value = row.get(name);
        if (value == null) {
            throw new BalancerException("expected the column " + name + " from HAProxy, got " + row.keySet());
        }
        return value;
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BalancerException("expected a number from HAProxy, got '" + text + "'", e);
        }
    }
}

package io.hostmesh.kit.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The relay's statements on the table of the outbox. */
final class OutboxTable {

    /** The first key of the advisory locks; the second is the shard. */
    private static final int LOCK_CLASS = 0x0b0c5;

    /**
     * A sent row whose deletion is lost in a crash is sent again, and the inbox of each consumer knows it; so the commit
     * of the deletion need not wait for the disk. The index forgets deleted rows between two vacuums, the table does not,
     * and the planner thinks the table small.
     */
    private static final String CLAIM = "select set_config('synchronous_commit', 'off', true),"
            + " set_config('enable_seqscan', 'off', true),"
            + " array(select shard from unnest(?) as shard where pg_try_advisory_xact_lock(" + LOCK_CLASS + ", shard))";

    private static final String OLDEST = "select position, topic, record_key, headers, payload, appended_at"
            + " from outbox where shard = any (?) order by position limit ?";

    private static final String REHEARSAL =
            "insert into outbox (event_id, shard, topic, record_key, headers, payload, appended_at)"
                    + " values (gen_random_uuid(), 0, 'rehearsal', 'rehearsal', '{}', '', now())";

    private static final String DELETE = "delete from outbox where position = any (?)";

    private OutboxTable() {}

    /** A row, as it is to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // A plain carrier that nobody compares.
    record Entry(long position, String topic, String key, String headers, byte[] payload, Instant appendedAt) {}

    /** Appends a row that is never to be committed. */
    static void appendRehearsal(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REHEARSAL)) {
            statement.executeUpdate();
        }
    }

    /** Those of the shards that no other relay has; they are this transaction's until it ends. */
    static BitSet claim(Connection connection, BitSet shards) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setArray(1, numbers(connection, shards));
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                BitSet claimed = new BitSet();
                for (Integer shard : (Integer[]) found.getArray(3).getArray()) {
                    claimed.set(shard);
                }
                return claimed;
            }
        }
    }

    /** The oldest rows of claimed shards. A statement after the claim, so that it sees what the last holder deleted. */
    static List<Entry> oldest(Connection connection, BitSet claimed, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
            statement.setArray(1, numbers(connection, claimed));
            statement.setInt(2, limit);
            try (ResultSet found = statement.executeQuery()) {
                List<Entry> entries = new ArrayList<>();
                while (found.next()) {
                    entries.add(new Entry(
                            found.getLong(1),
                            found.getString(2),
                            found.getString(3),
                            found.getString(4),
                            found.getBytes(5),
                            found.getObject(6, OffsetDateTime.class).toInstant()));
                }
                return entries;
            }
        }
    }

    static void delete(Connection connection, List<Entry> sent) throws SQLException {
        Object[] positions = sent.stream().map(Entry::position).toArray();
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, connection.createArrayOf("bigint", positions));
            statement.executeUpdate();
        }
    }

    private static Array numbers(Connection connection, BitSet shards) throws SQLException {
        return connection.createArrayOf("integer", shards.stream().boxed().toArray());
    }
}

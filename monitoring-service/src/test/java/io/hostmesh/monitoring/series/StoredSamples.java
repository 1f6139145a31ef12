package io.hostmesh.monitoring.series;

import com.google.protobuf.CodedInputStream;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.teststack.TestTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.Snappy;

/** The samples of one account as Kafka has them. */
public final class StoredSamples {

    /** One sample; {@code text} is its series as it is written, its value, or {@code stale}. */
    public record Stored(Labels series, long takenAtMillis, double value) {

        public String text() {
            return series + " " + (SeriesBatch.isStale(value) ? "stale" : Double.toString(value));
        }
    }

    private StoredSamples() {}

    public static List<Stored> of(TestTopics topics, String accountId) {
        List<Stored> stored = new ArrayList<>();
        topics.records(Topic.SAMPLES.topicName()).stream()
                .filter(record -> SeriesRecord.isOne(record.value()))
                .map(record -> SeriesRecord.decode(record.value()))
                .filter(record -> record.accountId().equals(accountId))
                .forEach(record -> read(Bodies.uncompress(record), stored));
        return stored;
    }

    /** The samples of a body as it is sent. */
    public static List<String> in(byte[] body) {
        List<Stored> samples = new ArrayList<>();
        try {
            read(Snappy.uncompress(body), samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples.stream().map(Stored::text).toList();
    }

    /** Reads with protobuf's own reader, so that this is no mirror of what wrote it. */
    static void read(byte[] body, List<Stored> stored) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(body);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag >>> 3 == 1) {
                    readSeries(in.readByteArray(), stored);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readSeries(byte[] bytes, List<Stored> stored) throws IOException {
        Map<String, String> labels = new HashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            CodedInputStream inner = CodedInputStream.newInstance(in.readByteArray());
            if (tag >>> 3 == 1) {
                inner.readTag();
                String name = inner.readString();
                inner.readTag();
                labels.put(name, inner.readString());
            } else {
                double value = 0;
                long at = 0;
                for (int field = inner.readTag(); field != 0; field = inner.readTag()) {
                    if (field >>> 3 == 1) {
                        value = inner.readDouble();
                    } else {
                        at = inner.readInt64();
                    }
                }
                stored.add(new Stored(Labels.of(labels), at, value));
            }
        }
    }
}

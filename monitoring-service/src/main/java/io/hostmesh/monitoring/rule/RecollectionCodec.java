package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Recollection.OfJudgement;
import io.hostmesh.monitoring.rule.Recollection.OfSeries;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a {@link Recollection}: one byte for the version of the form, the rest compressed. Texts and subjects are written once
 * and named by their number after that.
 */
public final class RecollectionCodec {

    private static final int VERSION = 1;
    private static final int NEW = -1;
    private static final int NULL = -2;
    /** What a list may be said to be long before it is read: memory is not taken at the word of a row. */
    private static final int ROOM_AT_MOST = 1_024;

    private RecollectionCodec() {}

    public static byte[] encode(Recollection recollection) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 8_192))) {
            new Writer(out).write(recollection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /**
     * The recollection with that binary form.
     *
     * @throws UncheckedIOException for bytes that are none, or one of another version
     */
    public static Recollection decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new UncheckedIOException(new IOException("expected a recollection of version " + VERSION));
        }
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1)))) {
            return new Reader(in).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Writer {
        private final DataOutputStream out;
        private final Map<String, Integer> texts = new HashMap<>();
        private final Map<Subject, Integer> subjects = new HashMap<>();

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void write(Recollection recollection) throws IOException {
            out.writeInt(recollection.judgements().size());
            for (OfJudgement judgement : recollection.judgements()) {
                text(judgement.ruleId());
                out.writeLong(judgement.version());
                subject(judgement.subject());
                out.writeLong(judgement.heard());
                out.writeDouble(judgement.value());
                out.writeLong(judgement.more());
                out.writeInt(judgement.series().size());
                for (OfSeries series : judgement.series()) {
                    series(series);
                }
            }
        }

        private void series(OfSeries series) throws IOException {
            subject(series.series());
            out.writeBoolean(series.divisor());
            out.writeLong(series.newest());
            out.writeInt(series.figures().length);
            for (long figure : series.figures()) {
                out.writeLong(figure);
            }
        }

        private void subject(Subject subject) throws IOException {
            Integer known = subjects.putIfAbsent(subject, subjects.size());
            if (known != null) {
                out.writeInt(known);
                return;
            }
            out.writeInt(NEW);
            text(subject.accountId());
            text(subject.serverId());
            text(subject.groupId());
            text(subject.recordKey());
            Labels labels = subject.labels();
            out.writeInt(labels.size());
            for (int index = 0; index < labels.size(); index++) {
                text(labels.name(index));
                text(labels.value(index));
            }
        }

        private void text(@Nullable String text) throws IOException {
            if (text == null) {
                out.writeInt(NULL);
                return;
            }
            Integer known = texts.putIfAbsent(text, texts.size());
            if (known != null) {
                out.writeInt(known);
            } else {
                out.writeInt(NEW);
                out.writeUTF(text);
            }
        }
    }

    private static final class Reader {
        private final DataInputStream in;
        private final List<String> texts = new ArrayList<>();
        private final List<Subject> subjects = new ArrayList<>();

        Reader(DataInputStream in) {
            this.in = in;
        }

        Recollection read() throws IOException {
            int count = in.readInt();
            List<OfJudgement> judgements = new ArrayList<>(Math.min(count, ROOM_AT_MOST));
            for (int index = 0; index < count; index++) {
                judgements.add(new OfJudgement(
                        needed(text()),
                        in.readLong(),
                        subject(),
                        in.readLong(),
                        in.readDouble(),
                        in.readLong(),
                        allSeries()));
            }
            return new Recollection(judgements);
        }

        private List<OfSeries> allSeries() throws IOException {
            int count = in.readInt();
            List<OfSeries> series = new ArrayList<>(Math.min(count, ROOM_AT_MOST));
            for (int index = 0; index < count; index++) {
                series.add(new OfSeries(subject(), in.readBoolean(), in.readLong(), figures()));
            }
            return series;
        }

        private long[] figures() throws IOException {
            int count = in.readInt();
            if (count < 0 || count > ROOM_AT_MOST) {
                throw new IOException("expected at most " + ROOM_AT_MOST + " figures, got " + count);
            }
            long[] figures = new long[count];
            for (int index = 0; index < count; index++) {
                figures[index] = in.readLong();
            }
            return figures;
        }

        private Subject subject() throws IOException {
            int number = in.readInt();
            if (number != NEW) {
                return known(subjects, number);
            }
            String accountId = text();
            String serverId = text();
            String groupId = text();
            String recordKey = needed(text());
            Map<String, String> labels = new LinkedHashMap<>();
            int count = in.readInt();
            for (int index = 0; index < count; index++) {
                labels.put(needed(text()), needed(text()));
            }
            Subject subject = new Subject(accountId, Labels.of(labels), serverId, groupId, recordKey);
            subjects.add(subject);
            return subject;
        }

        private @Nullable String text() throws IOException {
            int number = in.readInt();
            if (number == NULL) {
                return null;
            }
            if (number != NEW) {
                return known(texts, number);
            }
            String text = in.readUTF();
            texts.add(text);
            return text;
        }

        private static String needed(@Nullable String text) throws IOException {
            if (text == null) {
                throw new IOException("expected a text, got none");
            }
            return text;
        }

        private static <T> T known(List<T> known, int number) throws IOException {
            if (number < 0 || number >= known.size()) {
                throw new IOException("expected one of " + known.size() + " that were named, got " + number);
            }
            return known.get(number);
        }
    }
}

package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the labels of one series in detail: whether they are allowed, and whether they are in the usual form, which is
 * names ascending, name before value, no empty value, lengths in as few bytes as possible. For one thread.
 */
final class LabelCheck {

    private static final int LABEL = 1 << 3 | Wire.BYTES;
    private static final int NAME = 1 << 3 | Wire.BYTES;
    private static final int VALUE = 2 << 3 | Wire.BYTES;
    private static final byte[] METRIC_NAME = "__name__".getBytes(UTF_8);

    private final SeriesLimits limits;
    private final byte[] serverLabel;
    private final Wire wire = new Wire();
    private boolean usual;

    LabelCheck(SeriesLimits limits) {
        this.limits = limits;
        this.serverLabel = limits.serverLabel().getBytes(UTF_8);
    }

    /** Whether the labels looked at last are in the usual form. Where they are not, nothing else is known of them. */
    boolean usual() {
        return usual;
    }

    /**
     * Looks at labels.
     *
     * @param serverId the only server that they may name; null for any
     * @return why they are refused, or null
     */
    @Nullable
    Refusal look(byte[] bytes, int from, int to, byte @Nullable [] serverId) {
        usual = true;
        wire.open(bytes, from, to);
        int beforeFrom = 0;
        int beforeTo = 0;
        int count = 0;
        boolean named = false;
        while (wire.hasMore()) {
            int size = take(LABEL);
            int end = wire.position + size;
            int nameLength = take(NAME);
            int nameFrom = wire.position;
            int nameTo = nameFrom + nameLength;
            wire.position = nameTo;
            int valueLength = take(VALUE);
            int valueFrom = wire.position;
            wire.position += valueLength;
            int order = Arrays.compareUnsigned(bytes, beforeFrom, beforeTo, bytes, nameFrom, nameTo);
            if (order > 0 || valueLength == 0 || wire.position != end) {
                usual = false;
            }
            if (!usual) {
                return null;
            }
            if (order == 0) {
                return nameLength == 0 ? Refusal.NO_TEXT : Refusal.LABEL_NAME_TWICE;
            }
            Refusal refusal = lookAt(bytes, nameFrom, nameTo, valueFrom, end, serverId);
            if (refusal != null) {
                return refusal;
            }
            named |= Arrays.equals(bytes, nameFrom, nameTo, METRIC_NAME, 0, METRIC_NAME.length);
            beforeFrom = nameFrom;
            beforeTo = nameTo;
            count++;
        }
        if (!named) {
            return Refusal.NO_METRIC_NAME;
        }
        return count > limits.labels() ? Refusal.TOO_MANY_LABELS : null;
    }

    private @Nullable Refusal lookAt(
            byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo, byte @Nullable [] serverId) {
        if (nameTo - nameFrom > limits.labelNameBytes()) {
            return Refusal.LABEL_NAME_TOO_LONG;
        }
        if (valueTo - valueFrom > limits.labelValueBytes()) {
            return Refusal.LABEL_VALUE_TOO_LONG;
        }
        if (!isText(bytes, nameFrom, nameTo) || !isText(bytes, valueFrom, valueTo)) {
            return Refusal.NO_TEXT;
        }
        if (serverId != null
                && Arrays.equals(bytes, nameFrom, nameTo, serverLabel, 0, serverLabel.length)
                && !Arrays.equals(bytes, valueFrom, valueTo, serverId, 0, serverId.length)) {
            return Refusal.ANOTHER_SERVER;
        }
        return null;
    }

    /** The length of the field that has to come next; 0, and not usual, where another one does. */
    private int take(int tag) {
        if (!usual || !wire.hasMore() || wire.bytes[wire.position] != tag) {
            usual = false;
            return 0;
        }
        wire.position++;
        int before = wire.position;
        int length = wire.length();
        if (wire.position - before != WriteRequestWriter.sizeOf(length)) {
            usual = false;
        }
        return length;
    }

    private static boolean isText(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && bytes[position] >= 0) {
            position++;
        }
        if (position == to) {
            return true;
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }
}

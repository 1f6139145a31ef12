package io.hostmesh.kit.id;

import com.github.f4b6a3.uuid.UuidCreator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Makes identifiers. They sort by the time of their making. */
@ApplicationScoped
public class Ids {

    private static final char[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int ENCODED_LENGTH = 26;
    private static final int BITS_PER_CHARACTER = 5;
    private static final int CHARACTER_MASK = 31;

    /**
     * A new TypeID: the prefix, an underscore and a UUIDv7 as 26 characters of lower-case Crockford base 32, for example
     * {@code srv_01h455vb4pex5vsknk084sn02q}.
     */
    public String next(String prefix) {
        return encode(prefix, UuidCreator.getTimeOrderedEpoch());
    }

    /** A new UUIDv7 in its usual text form, as the id of an event. */
    public String eventId() {
        return UuidCreator.getTimeOrderedEpoch().toString();
    }

    static String encode(String prefix, UUID uuid) {
        char[] encoded = new char[ENCODED_LENGTH];
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        for (int position = ENCODED_LENGTH - 1; position >= 0; position--) {
            encoded[position] = CROCKFORD[(int) (low & CHARACTER_MASK)];
            low = (low >>> BITS_PER_CHARACTER) | (high << (Long.SIZE - BITS_PER_CHARACTER));
            high >>>= BITS_PER_CHARACTER;
        }
        return prefix + "_" + new String(encoded);
    }
}

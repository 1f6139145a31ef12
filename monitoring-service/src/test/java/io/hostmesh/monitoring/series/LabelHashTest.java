package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelHashTest {

    private final LabelHash hash = new LabelHash(7);

    @Test
    void shouldHashBytesAlikeWhereverTheyAre() {
        byte[] bytes = new byte[300];
        new Random(1).nextBytes(bytes);
        for (int length = 0; length <= 150; length++) {
            System.arraycopy(bytes, 3, bytes, 150, length);
            assertEquals(hash.of(bytes, 3, 3 + length), hash.of(bytes, 150, 150 + length), "length " + length);
        }
    }

    @Test
    void shouldChangeAboutHalfOfItsBitsWithAnyBitOfAnyLength() {
        byte[] bytes = new byte[100];
        new Random(2).nextBytes(bytes);
        long changed = 0;
        long asked = 0;
        for (int length = 1; length <= bytes.length; length++) {
            long before = hash.of(bytes, 0, length);
            for (int bit = 0; bit < length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << (bit % 8));
                long after = hash.of(bytes, 0, length);
                bytes[bit / 8] ^= (byte) (1 << (bit % 8));
                assertNotEquals(before, after, "bit " + bit + " of " + length + " bytes");
                changed += Long.bitCount(before ^ after);
                asked += 64;
            }
        }
        double share = (double) changed / asked;
        assertTrue(share > 0.49 && share < 0.51, "share " + share);
    }

    @Test
    void shouldTellLabelsApartThatDifferByLittle() {
        Set<Long> seen = new HashSet<>();
        Set<Long> places = new HashSet<>();
        for (int number = 0; number < 100_000; number++) {
            byte[] bytes =
                    ("node_cpu_seconds_total{cpu=\"" + number % 97 + "\",instance=\"" + number + "\"}").getBytes(UTF_8);
            long hashed = hash.of(bytes, 0, bytes.length);
            assertNotEquals(0, hashed);
            assertTrue(seen.add(hashed), "number " + number);
            places.add(hashed & 0x3_FFFF);
        }
        // Of 262,144 places, 100,000 that fall by chance take 83,100 or so.
        assertTrue(places.size() > 82_000, "places " + places.size());
    }

    @Test
    void shouldDifferBetweenSeeds() {
        byte[] bytes = "up".getBytes(UTF_8);
        assertNotEquals(hash.of(bytes, 0, 2), new LabelHash(8).of(bytes, 0, 2));
        assertEquals(hash.of(bytes, 0, 2), hash.of("up"));
    }
}

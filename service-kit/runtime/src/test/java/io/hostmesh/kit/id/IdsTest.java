package io.hostmesh.kit.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

    private final Ids ids = new Ids();

    /** Vectors of the TypeID specification. */
    @Test
    void shouldEncodeAsTypeIdsAre() {
        assertEquals("a_00000000000000000000000000", encode("00000000-0000-0000-0000-000000000000"));
        assertEquals("a_00000000000000000000000001", encode("00000000-0000-0000-0000-000000000001"));
        assertEquals("a_0000000000000000000000000z", encode("00000000-0000-0000-0000-00000000001f"));
        assertEquals("a_7zzzzzzzzzzzzzzzzzzzzzzzzz", encode("ffffffff-ffff-ffff-ffff-ffffffffffff"));
        assertEquals("a_0123456789abcdefghjkmnpqrs", encode("0110c853-1d09-52d8-d73e-1194e95b5f19"));
        assertEquals("a_01h455vb4pex5vsknk084sn02q", encode("01890a5d-ac96-774b-bcce-b302099a8057"));
    }

    @Test
    void shouldSortByTheTimeOfTheirMaking() {
        List<String> made = Stream.generate(() -> ids.next("srv")).limit(1_000).toList();
        assertEquals(made.stream().sorted().distinct().toList(), made);
        assertTrue(made.get(0).matches("srv_[0-7][0-9a-hjkmnp-tv-z]{25}"), made.get(0));
        assertEquals(7, UUID.fromString(ids.eventId()).version());
    }

    private static String encode(String uuid) {
        return Ids.encode("a", UUID.fromString(uuid));
    }
}

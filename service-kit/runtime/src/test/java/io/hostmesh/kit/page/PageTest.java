package io.hostmesh.kit.page;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

    private final PageRequest two = new PageRequest(2, null);

    @Test
    void shouldHaveNoCursorOnTheLastPage() {
        assertNull(Page.of(List.of(), two, String::toString).nextCursor());
        assertNull(Page.of(List.of("a", "b"), two, String::toString).nextCursor());
    }

    @Test
    void shouldGoOnAfterTheLastItem() {
        Page<String> page = Page.of(List.of("a", "b", "c"), two, String::toString);
        assertEquals(List.of("a", "b"), page.items());
        assertEquals("b", new PageRequest(2, page.nextCursor()).after());
    }

    @Test
    void shouldBoundTheLimit() {
        assertEquals(200, new PageRequest(100_000, null).limit());
        assertEquals(1, new PageRequest(-1, null).limit());
    }

    @Test
    void shouldRefuseACursorThatIsNone() {
        assertThrows(ProblemException.class, () -> new PageRequest(1, "***").after());
        String nul = PageRequest.cursorAfter("srv_1\0");
        ProblemException refused = assertThrows(ProblemException.class, () -> new PageRequest(1, nul).after());
        assertEquals(400, refused.problem().status());
        String longer = PageRequest.cursorAfter("x".repeat(65));
        assertThrows(ProblemException.class, () -> new PageRequest(1, longer).after());
    }

    @Test
    void shouldMatchVersions() {
        assertDoesNotThrow(() -> EntityTags.requireMatch(null, 3));
        assertDoesNotThrow(() -> EntityTags.requireMatch("*", 3));
        assertDoesNotThrow(() -> EntityTags.requireMatch("\"2\", \"3\"", 3));
        ProblemException mismatch = assertThrows(ProblemException.class, () -> EntityTags.requireMatch("\"2\"", 3));
        assertEquals(412, mismatch.problem().status());
    }
}

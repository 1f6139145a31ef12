package io.hostmesh.gateway.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeyTextTest {

    private static final String SECRET = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

    @Test
    void shouldReadWhatItGenerates() {
        ApiKeyText key = ApiKeyText.generate(new SecureRandom());
        assertEquals(Optional.of(key), ApiKeyText.parse(key.reveal()));
        assertTrue(key.reveal().matches("hmk_[a-z2-7]{16}_[a-z2-7]{52}"), key.reveal());
        assertNotEquals(key, ApiKeyText.generate(new SecureRandom()));
    }

    @Test
    void shouldReadNothingElse() {
        for (String text : new String[] {
            "",
            "hmk_",
            "hmk_adminadminadmina",
            "hmk_adminadminadmina_" + SECRET + "a",
            "hmk_adminadminadmina_" + SECRET.substring(1),
            "hmk_ADMINADMINADMINA_" + SECRET,
            "xmk_adminadminadmina_" + SECRET,
            "hmk_adminadminadmina_" + SECRET + "\n"
        }) {
            assertEquals(Optional.empty(), ApiKeyText.parse(text), text);
        }
    }

    @Test
    void shouldNotTellItsSecret() {
        ApiKeyText key = new ApiKeyText("adminadminadmina", SECRET);
        assertFalse(key.toString().contains(SECRET));
        assertFalse(key.secretHash().toString().contains(SECRET));
    }

    @Test
    void shouldMatchTheHashOfItsSecretAlone() {
        SecretHash hash = new ApiKeyText("adminadminadmina", SECRET).secretHash();
        assertEquals("96903127e4208e76fe38bb5ea22b27b889d7882dc7ab987027d8ce6514a4f1e4", hash.hex());
        assertTrue(hash.matches(new SecretHash(hash.hex())));
        assertFalse(hash.matches(SecretHash.of(SECRET.replace('a', 'b'))));
    }

    @Test
    void shouldReadTheAdminKeyAsTheLauncherWritesIt() {
        String hash = "96903127e4208e76fe38bb5ea22b27b889d7882dc7ab987027d8ce6514a4f1e4";
        ApiKeyText key = new ApiKeyText("adminadminadmina", SECRET);
        ApiKeyText otherId = new ApiKeyText("aaaaaaaaaaaaaaaa", SECRET);
        ApiKeyText otherSecret = new ApiKeyText("adminadminadmina", SECRET.replace('a', 'b'));
        assertTrue(AdminKey.parse(hash + "\n").isThat(key));
        assertTrue(AdminKey.parse(hash).isThat(otherId));
        assertFalse(AdminKey.parse(hash).isThat(otherSecret));
        assertTrue(AdminKey.parse("adminadminadmina:" + hash).isThat(key));
        assertFalse(AdminKey.parse("adminadminadmina:" + hash).isThat(otherId));
        assertThrows(IllegalArgumentException.class, () -> AdminKey.parse("admin:" + hash));
    }
}

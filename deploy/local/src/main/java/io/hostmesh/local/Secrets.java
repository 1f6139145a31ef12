package io.hostmesh.local;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** Keys and passwords of one mesh: made at its first start, kept in files that only their owner reads. */
public final class Secrets {

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    private Secrets(Path folder) {
        this.folder = folder;
    }

    /** The secrets in that folder; what is missing is made. */
    static Secrets in(Path folder) {
        try {
            PrivateFolder.makeOrClose(folder);
            Secrets secrets = new Secrets(folder);
            secrets.makeKeyPair("identity");
            secrets.makeKeyPair("server-token");
            return secrets;
        } catch (IOException e) {
            throw new LauncherException("cannot keep the secrets in " + folder + ": " + e, e);
        }
    }

    /** The key that may do everything: {@code hmk_<key id>_<secret>}. */
    public String adminKey() {
        return text("admin.key", "hmk_" + base32(16) + "_" + base32(52));
    }

    /** SHA-256 of the secret part of the admin key, in hexadecimal digits. */
    String adminKeyHash() {
        String key = adminKey();
        byte[] secret = key.substring(key.lastIndexOf('_') + 1).getBytes(StandardCharsets.US_ASCII);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The password of a role on the embedded PostgreSQL. */
    String databasePassword(String role) {
        return text("postgres-" + role + ".password", base32(40));
    }

    /** The PEM file of a private EC key: {@code identity} or {@code server-token}. */
    Path privateKey(String name) {
        return folder.resolve(name + "-private.pem");
    }

    Path publicKey(String name) {
        return folder.resolve(name + "-public.pem");
    }

    private void makeKeyPair(String name) throws IOException {
        if (Files.exists(publicKey(name))) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            write(privateKey(name), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            write(publicKey(name), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String text(String name, String whenMissing) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(file, whenMissing + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LauncherException("cannot read the secret " + file + ": " + e, e);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** Readable by the owner from the first moment, and there as a whole or not at all. */
    private static void write(Path file, String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String base32(int length) {
        BigInteger bits = new BigInteger(5 * length, RANDOM);
        StringBuilder text = new StringBuilder(length);
        for (int index = 0; index < length; index++) {
            text.append(BASE32.charAt(bits.shiftRight(5 * index).intValue() & 31));
        }
        return text.toString();
    }
}

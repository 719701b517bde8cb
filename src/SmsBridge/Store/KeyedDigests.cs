using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace SmsBridge.Store;

/// <summary>
/// Digests of what is so short that who reads one could find it by trying all there are: without the key ring nobody can. Every node, and the next process, makes the same of the same text, so
/// the key is derived from the oldest of the ring: newer ones do not replace it.
/// </summary>
internal sealed class KeyedDigests(IKeyManager ring, SecretBox secrets)
{
    private volatile byte[]? _key;

    public byte[] Of(string text) => HMACSHA256.HashData(_key ??= Derive(), Encoding.UTF8.GetBytes(text));

    private byte[] Derive()
    {
        secrets.Seal("", "digests"); // where the ring is empty, it has a key from now on
        var secret = ring.GetAllKeys().OrderBy(key => key.CreationDate).ThenBy(key => key.KeyId).Select(SecretOf).OfType<string>().FirstOrDefault()
            ?? throw new CryptographicException("No key of the key ring can be read.");
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), SHA256.HashSizeInBytes, info: "SmsBridge digests"u8.ToArray());
    }

    /// <returns>Null: it can not be read, and opens nothing either.</returns>
    private static string? SecretOf(IKey key)
    {
        try
        {
            return key.Descriptor.ExportToXml().SerializedDescriptorElement.ToString(SaveOptions.DisableFormatting);
        }
#pragma warning disable CA1031 // Whatever is wrong with one of several keys: the ring itself passes over it too.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SmsBridge.Store;

/// <summary>
/// Encrypts credentials at rest (ASP.NET Core Data Protection; the key ring lies beside the database). What a secret is for
/// is part of the encryption: a token copied into another tenant's row does not open.
/// </summary>
internal sealed class SecretBox(IDataProtectionProvider provider)
{
    public string Seal(string secret, string purpose) => provider.CreateProtector("SmsBridge", purpose).Protect(secret);

    /// <summary>Null when it can not be opened: the key ring was lost or belongs to another database.</summary>
    public string? Open(string? sealedSecret, string purpose)
    {
        if (sealedSecret is null)
        {
            return null;
        }

        try
        {
            return provider.CreateProtector("SmsBridge", purpose).Unprotect(sealedSecret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

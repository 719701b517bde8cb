using System.Buffers;

namespace SmsBridge.Core;

/// <summary>All it takes to ask a core something on behalf of one tenant. Made by <see cref="CoreAccesses"/>.</summary>
/// <param name="TenantId">The Fineract tenant identifier, case-sensitive.</param>
/// <param name="Endpoint">The API's base, as <see cref="CoreEndpoint"/> spells it.</param>
internal sealed record CoreAccess(string TenantId, Uri Endpoint, CoreCredential Credential);

/// <summary>How the bridge proves itself to a core. Prints nothing secret.</summary>
internal abstract record CoreCredential
{
    private CoreCredential()
    {
    }

    /// <summary>Base64 of <c>user:password</c>, as hooks bring it in <c>mifosToken</c> (fineract-hooks.md 4.2); sent as it is.</summary>
    public sealed record BasicToken(string Base64) : CoreCredential
    {
        private const int MaxLength = 1000;

        private static readonly SearchValues<char> Alphabet =
            SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

        /// <summary>True for base64 of a text with a colon after at least one character; so it is safe in a header too.</summary>
        public static bool IsWellFormed(string? base64)
        {
            if (base64 is not { Length: > 0 and <= MaxLength } || base64.AsSpan().ContainsAnyExcept(Alphabet))
            {
                return false;
            }

            var bytes = new byte[base64.Length];
            return Convert.TryFromBase64String(base64, bytes, out var written) && bytes.AsSpan(0, written).IndexOf((byte)':') > 0;
        }

        public override string ToString() => nameof(BasicToken);
    }

    /// <summary>A service user; its token is fetched from <c>POST /authentication</c> (fineract-core-api.md 3.1).</summary>
    public sealed record UserPassword(string User, string Password) : CoreCredential
    {
        public override string ToString() => $"{nameof(UserPassword)} of {User}";
    }
}

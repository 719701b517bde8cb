using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>An instalment has no number of its own in the core: the loan and the day make it the only one of its kind, whichever way it is told of.</summary>
internal static class InstalmentKey
{
    /// <summary>For <see cref="NewEvent.Digest"/>.</summary>
    public static byte[] Of(EventType type, long? loanId, DateOnly? day) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"instalment\n{type}\n{loanId}\n{day:yyyy-MM-dd}")));
}

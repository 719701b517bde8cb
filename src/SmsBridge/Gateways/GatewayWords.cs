using SmsBridge.Numbers;

namespace SmsBridge.Gateways;

/// <summary>Providers' words, made fit for the record.</summary>
internal static class GatewayWords
{
    private const int Longest = 500;

    /// <summary>Providers like to quote the recipient; what goes on the record is masked.</summary>
    public static string WithoutNumber(string message, Msisdn to) =>
        to.Value.Length == 0
            ? message
            : message.Replace(to.Value, to.Masked, StringComparison.Ordinal)
                .Replace(to.Value[1..], to.Masked[1..], StringComparison.Ordinal);

    /// <summary>The same, and never a whole page.</summary>
    public static string Shortened(string message, Msisdn to) =>
        WithoutNumber(message.Length > Longest ? message[..Longest] + "…" : message, to);
}

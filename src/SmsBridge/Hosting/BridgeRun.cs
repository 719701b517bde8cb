using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using SmsBridge.Storage;

namespace SmsBridge.Hosting;

/// <summary>Runs the service; what an operator did wrong ends it with one clear line instead of a stack trace.</summary>
internal static class BridgeRun
{
    /// <summary>sysexits.h EX_CONFIG, so that a supervisor can tell a wrong setting from a crash.</summary>
    private const int ConfigurationError = 78;

    /// <returns>The exit code: 0, or 78 for a wrong setting.</returns>
    public static async Task<int> RunBridgeAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            await Console.Error.WriteLineAsync($"SmsBridge can not start. {line}");
            return ConfigurationError;
        }
    }

    /// <summary>Null for what is not the operator's to mend.</summary>
    private static string? Explain(Exception exception) =>
        exception switch
        {
            OptionsValidationException options => string.Join(' ', options.Failures),
            StoreUnavailableException store => store.Message,
            IOException { InnerException: AddressInUseException or SocketException } address => $"Urls: {address.Message}",
            SocketException socket => $"Urls: {socket.Message}",
            InvalidOperationException { InnerException: FormatException format } conversion => $"{conversion.Message} {format.Message}",
            InvalidOperationException unknown when unknown.Message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal) =>
                $"A setting is not known: {unknown.Message[(unknown.Message.IndexOf("instance of", StringComparison.Ordinal) + "instance of".Length)..].Trim()}",
            AggregateException { InnerExceptions: [var only] } => Explain(only),
            AggregateException several when several.InnerExceptions.Select(Explain).ToList() is var lines && lines.TrueForAll(line => line is not null) =>
                string.Join(' ', lines),
            _ => null,
        };
}

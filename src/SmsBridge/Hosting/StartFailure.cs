using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Serilog.Core;
using Serilog.Events;
using SmsBridge.Store;

namespace SmsBridge.Hosting;

/// <summary>A setting that can not be used; the message names it.</summary>
internal sealed class WrongSettingException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>Puts into one line, with the setting's name as the operator wrote it, why the service does not start.</summary>
internal static partial class StartFailure
{
    /// <summary>Null for what is not the operator's to mend.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            OptionsValidationException options => string.Join(' ', options.Failures.Select(failure => Named(failure, options.OptionsType))),
            WrongSettingException => exception.Message,
            DbException trouble when StoreFailures.Translate(trouble) is StoreUnavailableException store => store.Message,
            IOException { InnerException: AddressInUseException } when exception.Message.StartsWith("Telemetry:", StringComparison.Ordinal) => exception.Message,
            IOException { InnerException: AddressInUseException or SocketException } => $"Urls: {exception.Message}",
            SocketException => $"Urls: {exception.Message}",
            FormatException when exception.Message.StartsWith("Invalid url", StringComparison.Ordinal) => $"Urls: {exception.Message}",
            InvalidDataException => WrongFile(exception), // appsettings.json is no JSON
            UnauthorizedAccessException or IOException when Chain(exception).Any(IsOfConfiguration) => $"A settings file can not be read: {exception.Message}",
            InvalidOperationException when Conversion().IsMatch(exception.Message) => exception.Message,
            InvalidOperationException { InnerException: InvalidOperationException value } when exception.Message.StartsWith("'ErrorOnUnknownConfiguration' was set and binding has failed", StringComparison.Ordinal) =>
                Explain(value), // of a value within a named part, such as a receiver's
            InvalidOperationException when Unknown().Match(exception.Message) is { Success: true } match =>
                NotKnown(match.Groups["type"].Value, match.Groups["names"].Value),
            AggregateException several when several.InnerExceptions.Select(Explain).ToList() is var lines && lines.TrueForAll(line => line is not null) =>
                string.Join(' ', lines.Distinct(StringComparer.Ordinal)),
            InvalidOperationException or CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or FormatException
                when IsOfServer(exception) => $"Urls, or Kestrel:Endpoints and its certificate: {FirstLine(exception.Message)}",
            _ => null,
        };

    /// <summary>
    /// Whether another start, with nothing changed here, may go well: an address that somebody else has or that is not there yet, a lock that is held, a full disk, a folder that can not be
    /// written now. All else that is explained stays as it is until somebody changes a setting.
    /// </summary>
    public static bool MayPass(Exception exception) =>
        exception switch
        {
            DbException trouble => StoreFailures.Translate(trouble) is StoreUnavailableException { IsLasting: false },
            IOException { InnerException: AddressInUseException } => true,
            IOException { InnerException: SocketException socket } => MayPass(socket),
            SocketException socket => socket.SocketErrorCode is not (SocketError.AccessDenied or SocketError.AddressFamilyNotSupported or SocketError.InvalidArgument or SocketError.ProtocolNotSupported),
            AggregateException several => several.InnerExceptions.All(MayPass),
            _ => false,
        };

    /// <summary>The file, and the line and place counted as editors count them.</summary>
    private static string WrongFile(Exception exception) =>
        Chain(exception).OfType<JsonException>().FirstOrDefault() is { LineNumber: { } line } json
            ? string.Create(CultureInfo.InvariantCulture, $"{exception.Message.TrimEnd('.')}, line {line + 1}, place {(json.BytePositionInLine ?? 0) + 1}: {Place().Replace(json.Message, "")}")
            : string.Join(' ', Chain(exception).Select(part => FirstLine(part.Message)));

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];

    /// <summary>The server puts its listeners together while it starts, and throws what each part of it happens to throw.</summary>
    private static bool IsOfServer(Exception exception) => exception.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) == true;

    private static bool IsOfConfiguration(Exception exception) => exception.StackTrace?.Contains("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true;

    /// <summary><c>Relay:Concurrency: The field …</c> from the words of the annotations' validator; other words name their setting themselves.</summary>
    private static string Named(string failure, Type options)
    {
        if (Annotation().Match(failure) is not { Success: true } match)
        {
            return failure;
        }

        var (error, section) = (match.Groups["error"].Value, SectionOf(options));
        return error.StartsWith(section + ":", StringComparison.Ordinal) ? error : $"{section}:{match.Groups["members"].Value}: {error}";
    }

    private static string NotKnown(string typeName, string names)
    {
        if (typeof(StartFailure).Assembly.GetType(typeName) is not { } type)
        {
            return $"A setting is not known: {names}.";
        }

        var known = string.Join(", ", type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name));
        return string.Join(' ', names.Split(", ").Select(name => $"{SectionOf(type)}:{name.Trim('\'')} is not known.")) + $" Known there: {known}.";
    }

    private static string SectionOf(Type options) =>
        options.GetField("Section")?.GetRawConstantValue() as string ?? options.Name.Replace("Options", "", StringComparison.Ordinal);

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            yield return current;
        }
    }

    /// <summary>The reader's own words for the place.</summary>
    [GeneratedRegex(" ?(Path: \\S+ \\| )?LineNumber: \\d+ \\| BytePositionInLine: \\d+\\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Place();

    [GeneratedRegex("^Failed to convert configuration value ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Conversion();

    [GeneratedRegex("ErrorOnUnknownConfiguration.* instance of (?<type>[^:]+): (?<names>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Unknown();

    [GeneratedRegex("^DataAnnotation validation failed for '[^']*' members: '(?<members>[^']*)' with the error: '(?<error>.*)'\\.$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Annotation();
}

/// <summary>
/// Keeps the host's own stack trace of an explained failure out of the log: the one line on stderr says it all. So too of workers that were
/// already running and are cancelled by it, which the host takes for failures.
/// </summary>
internal sealed class ExplainedFailures : ILogEventFilter
{
    private const string Host = "\"Microsoft.Extensions.Hosting.Internal.Host\"";

    public bool IsEnabled(LogEvent logEvent) =>
        logEvent.Exception is null
        || !logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        || source.ToString() != Host
        || !(logEvent.Exception is OperationCanceledException || StartFailure.Explain(logEvent.Exception) is not null);
}

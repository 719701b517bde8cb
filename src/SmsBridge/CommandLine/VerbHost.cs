using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Hosting;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>A verb at work.</summary>
/// <param name="Services">The application's container, its hosted services not started; the store is open and the tenants are read.</param>
internal sealed record VerbCall(IServiceProvider Services, ParseResult Parsed, VerbOutput Output)
{
    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Where tenants were named: one may register later, a misspelt one never does.</summary>
    public void HintAtUnregistered(IEnumerable<string> identifiers)
    {
        if (Service<ITenantNames>().Unregistered(identifiers) is { Length: > 0 } unknown)
        {
            Output.Hint(unknown.TrimStart());
        }
    }
}

/// <summary>The verb ends here, not done.</summary>
/// <param name="message">Why, in a sentence.</param>
internal sealed class RefusedException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode => exitCode;
}

/// <summary>Makes commands of verbs: the same container as the service's, nothing of it started, and every failure told in one sentence.</summary>
internal sealed class VerbHost(VerbConsole console, Func<WebApplication> build)
{
    /// <param name="command">With its own arguments and options; <c>--json</c> is added.</param>
    /// <param name="mayCreate">A new installation may begin with this verb: it may create the database.</param>
    /// <param name="opens">False: the verb itself opens the store, which may be one that is not to be used.</param>
    /// <param name="judgesBy">Sections of settings its words rest on: it says when they are not the running service's.</param>
    public Command Define(Command command, Func<VerbCall, CancellationToken, Task<int>> verb, bool mayCreate = false, IReadOnlyCollection<string>? judgesBy = null,
        bool opens = true)
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON, for programs." };
        command.Add(json);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed, new VerbOutput(console, parsed.GetValue(json)), opens, verb, mayCreate, judgesBy ?? [], cancellationToken));
        return command;
    }

    /// <summary>For verbs that stand before everything else: about the settings themselves, or about a service elsewhere.</summary>
    /// <param name="verb">Puts the application together itself, if it needs it.</param>
    public Command DefineBare(Command command, Func<VerbOutput, ParseResult, Func<WebApplication>, CancellationToken, Task<int>> verb)
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON, for programs." };
        command.Add(json);
        command.SetAction((parsed, cancellationToken) => verb(new VerbOutput(console, parsed.GetValue(json)), parsed, build, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parsed, VerbOutput output, bool opens, Func<VerbCall, CancellationToken, Task<int>> verb, bool mayCreate, IReadOnlyCollection<string> judgesBy,
        CancellationToken cancellationToken)
    {
        WebApplication app;
        try
        {
            app = build();
            app.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            return output.Refuse(line, StartFailure.MayPass(exception) ? ExitCodes.TryAgain : ExitCodes.Settings);
        }

        await using (app)
        {
            try
            {
                if (opens)
                {
                    app.Services.GetRequiredService<Database>().OpenBeside(mayCreate);
                    await app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(cancellationToken);
                }

                if (judgesBy.Count > 0 && app.Services.GetRequiredService<ServiceSettings>().Differing(judgesBy) is { } differing)
                {
                    output.Hint(differing);
                }

                return await verb(new VerbCall(app.Services, parsed, output), cancellationToken);
            }
            catch (RefusedException refused)
            {
                return output.Refuse(refused.Message, refused.ExitCode);
            }
            catch (Exception exception) when (Explain(exception) is { } line)
            {
                return output.Refuse(line);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return output.Refuse("Stopped.", ExitCodes.Stopped);
            }
        }
    }

    /// <summary>Null for a bug: that is shown whole.</summary>
    private static string? Explain(Exception exception) =>
        exception switch
        {
            StoreUnavailableException when StoreFailures.IsHeld(exception.InnerException) => $"{exception.Message} Nothing was changed: try again in a moment.",
            DbException trouble => (StoreFailures.Translate(trouble) as StoreUnavailableException)?.Message,
            _ => null,
        };
}

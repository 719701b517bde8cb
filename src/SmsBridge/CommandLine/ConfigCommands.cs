using System.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;
using SmsBridge.Hosting;
using SmsBridge.Operators.SingleSignOn;

namespace SmsBridge.CommandLine;

/// <summary>Whether the service would start with these settings.</summary>
/// <param name="Problems">Each stops the start.</param>
/// <param name="Warnings">None does.</param>
/// <param name="Files">In the order they are read; the later win.</param>
/// <param name="SignIn">What the provider of sign-ins answers, where one is named and can be found.</param>
internal sealed record ConfigCheckView(bool Ok, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings, IReadOnlyList<string> Files, string? SignIn = null);

internal sealed record ConfigShowView(IReadOnlyList<ConfigSettingView> Settings);

/// <param name="From">A file by its path, the environment, the command line, or the program itself.</param>
internal sealed record ConfigSettingView(string Name, string Value, string From);

/// <summary><c>smsbridge config</c>: opens no database, so it tells of any settings, also while the service runs.</summary>
internal static class ConfigCommands
{
    public static Command Create(VerbHost host)
    {
        var part = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "A section or the beginning of a name: Relay, Storage:Conn." };
        var own = new Option<bool>("--own") { Description = "Only what is not from the shipped file." };
        return new Command("config", "The settings: whether they can be used, and where each comes from.")
        {
            host.DefineBare(
                new Command("check", "Says whether the service would start with the settings as they are now. Exit code 78: it would not."),
                (output, _, build, cancellationToken) => CheckAsync(output, build, cancellationToken)),
            host.DefineBare(
                new Command("show", "Every setting, its value and where it comes from. Secrets are not shown.") { part, own },
                (output, parsed, build, _) => Task.FromResult(Show(output, build, parsed.GetValue(part) ?? "", parsed.GetValue(own)))),
        };
    }

    private static async Task<int> CheckAsync(VerbOutput output, Func<WebApplication> build, CancellationToken cancellationToken)
    {
        var view = await ExamineAsync(build, cancellationToken);
        output.Result(view, ResultJson.Of.ConfigCheckView, Tell);
        return view.Ok ? ExitCodes.Done : ExitCodes.Settings;

        void Tell(ConfigCheckView told)
        {
            foreach (var file in told.Files)
            {
                output.Line($"read     {file}");
            }

            if (told.SignIn is { } signIn)
            {
                output.Line($"sign-in  {signIn}");
            }

            foreach (var warning in told.Warnings)
            {
                output.Line($"warning  {warning}");
            }

            foreach (var problem in told.Problems)
            {
                output.Line($"wrong    {problem}");
            }

            output.Line(told.Ok ? "The service can start with these settings." : "The service can not start with these settings.");
        }
    }

    private static async Task<ConfigCheckView> ExamineAsync(Func<WebApplication> build, CancellationToken cancellationToken)
    {
        WebApplication? app = null;
        try
        {
            app = build();
            app.Services.GetService<IStartupValidator>()?.Validate();
            HostingSetup.CreateLogger(app.Configuration).Dispose(); // a verb logs otherwise, so nobody has looked at these yet
            var (works, words) = await AskProviderAsync(app.Services, cancellationToken);
            return works ? Told([]) with { SignIn = words } : Told([]) with { Warnings = [.. Warnings(app), words!] };
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            return Told(exception is AggregateException several ? [.. several.InnerExceptions.Select(each => StartFailure.Explain(each) ?? each.Message)] : [line]);
        }
        finally
        {
            ((IDisposable?)app)?.Dispose();
        }

        ConfigCheckView Told(IReadOnlyList<string> problems) => new(problems.Count == 0, problems, app is null ? [] : [.. Warnings(app)], app is null ? [] : [.. Files(app.Configuration)]);
    }

    /// <summary>The one thing that is asked of anybody else: with a provider that can not be found the service starts, and nobody can sign in by it.</summary>
    private static async Task<(bool Works, string? Words)> AskProviderAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<SignInCheck>() is { } check ? await check.TellAsync(cancellationToken) : (true, null);

    private static IEnumerable<string> Warnings(WebApplication app)
    {
        var unread = KnownSettings.NearMisses(app.Configuration).Select(miss => $"{miss.Name} in the environment is not read: there is no such section of settings. Is {miss.Near} meant?");
        return LeaseOutlastsCalls.WarningOf(app.Services) is { } words ? unread.Append(words) : unread;
    }

    private static IEnumerable<string> Files(IConfiguration configuration) =>
        ((IConfigurationRoot)configuration).Providers.OfType<JsonConfigurationProvider>().Select(SettingsFiles.NameOf).Where(File.Exists).Distinct(StringComparer.Ordinal);

    private static int Show(VerbOutput output, Func<WebApplication> build, string part, bool own)
    {
        IReadOnlyList<ConfigSettingView> settings;
        try
        {
            using var app = (IDisposable)build();
            var all = ((WebApplication)app).Services.GetRequiredService<SettingsInForce>().List();
            settings = [.. all.Where(setting => setting.Name.StartsWith(part, StringComparison.OrdinalIgnoreCase) && (!own || !SettingsFiles.IsOfProgram(setting.From)))
                .Select(setting => new ConfigSettingView(setting.Name, setting.Value, setting.From))];
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            return output.Refuse(line, ExitCodes.Settings);
        }

        if (settings.Count == 0)
        {
            output.Hint(own ? "No setting of your own." : $"There is no setting whose name begins with {part}.");
        }

        output.Result(new ConfigShowView(settings), ResultJson.Of.ConfigShowView, view =>
            output.Table(["Setting", "Value", "From"], view.Settings.Select(setting => new[] { setting.Name, setting.Value, setting.From })));
        return ExitCodes.Done;
    }
}

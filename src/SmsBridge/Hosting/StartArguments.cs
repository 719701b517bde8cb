namespace SmsBridge.Hosting;

/// <summary>What was typed behind the program's name, without <c>--config FILE</c>, which counts for the service and for every verb.</summary>
/// <param name="ConfigFile">Null: not given; empty: given without a file.</param>
internal sealed record StartArguments(string? ConfigFile, string[] Others)
{
    private const string Config = "--config";

    /// <summary>The framework's own, beside ours.</summary>
    private static readonly string[] HostNames =
        ["environment", "contentRoot", "applicationName", "webroot", "http_ports", "https_ports", "hostBuilder", "detailedErrors", "shutdownTimeoutSeconds", "hostingStartupAssemblies", "preventHostingStartup"];

    public static StartArguments Read(IReadOnlyList<string> arguments)
    {
        string? file = null;
        var others = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index] == Config)
            {
                file = index + 1 < arguments.Count ? arguments[++index] : "";
            }
            else if (arguments[index].StartsWith(Config + "=", StringComparison.Ordinal))
            {
                file = arguments[index][(Config.Length + 1)..];
            }
            else
            {
                others.Add(arguments[index]);
            }
        }

        return new StartArguments(file, [.. others]);
    }

    /// <summary>The framework passes over what it does not know: the service would start, and not do what was asked.</summary>
    /// <param name="arguments">Of the service: settings, in each form that the framework reads.</param>
    /// <exception cref="WrongSettingException">It names the argument.</exception>
    public static void Check(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var isMarked = argument.StartsWith("--", StringComparison.Ordinal) || argument.StartsWith('/');
            var name = argument.TrimStart('-', '/').Split('=')[0];
            if (!IsKnown(name) || (!isMarked && !argument.Contains('=', StringComparison.Ordinal)))
            {
                throw new WrongSettingException($"{argument.Split('=')[0]}: there is no such option.{Near(name)} Settings are given as --Section:Name=value; --help shows the verbs.");
            }

            if (!argument.Contains('=', StringComparison.Ordinal) && ++index >= arguments.Count)
            {
                throw new WrongSettingException($"{argument}: its value is missing, as in {argument}=value.");
            }
        }
    }

    private static bool IsKnown(string name) =>
        KnownSettings.Sections.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase) || HostNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Near(string name)
    {
        var near = KnownSettings.Ours.Select(known => known == "Urls" ? "--Urls" : $"--{known}:…").Append(Config).Append("--help").Append("--version")
            .Where(known => NearWords.AreNear(name.Split(':')[0], known.TrimStart('-').Split(':')[0])).ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }
}

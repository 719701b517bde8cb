namespace SmsBridge.Hosting.Reload;

/// <summary>What a reload took over, above all other sources: the list of settings in force goes on to say what is in force, and from where.</summary>
internal sealed class ReloadedValues : ConfigurationProvider, IConfigurationSource, IKnowsOrigin
{
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public string? OriginOf(string key) => _origins.GetValueOrDefault(key);

    /// <summary>Tells whoever follows the settings, such as the levels of the log.</summary>
    public void Take(IEnumerable<TakenSetting> settings)
    {
        foreach (var (name, value, from) in settings)
        {
            Data[name] = value;
            _origins[name] = from;
        }

        OnReload();
    }
}

/// <param name="From">Where it was read, in an operator's words.</param>
internal sealed record TakenSetting(string Name, string Value, string From);

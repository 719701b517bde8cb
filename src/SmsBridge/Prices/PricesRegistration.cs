namespace SmsBridge.Prices;

internal static class PricesRegistration
{
    /// <summary>What SMS cost where nobody says.</summary>
    public static void AddPrices(this IServiceCollection services)
    {
        services.AddOptions<PricesOptions>()
            .BindConfiguration(PricesOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<PriceTable>();
    }
}

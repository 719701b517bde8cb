using Microsoft.AspNetCore.Components;

namespace SmsBridge.Console.Pages;

/// <summary>
/// A page or a part of one that reads before it is drawn. <see cref="ComponentBase.OnInitializedAsync"/> would have it drawn while it still reads, without
/// what it shows: a store that is somewhere else would make each page say first that there is no such thing.
/// </summary>
public abstract class LoadedComponent : ComponentBase
{
    private Task? _loading;

    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this); // before anything is awaited: it is not valid afterwards
        await (_loading ??= LoadAsync());
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Reads what is shown, once.</summary>
    private protected virtual Task LoadAsync() => Task.CompletedTask;
}

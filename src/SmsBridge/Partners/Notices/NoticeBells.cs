using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>Rung when a core is to be asked about a transaction.</summary>
internal sealed class ConfirmationBell : Bell;

/// <summary>Rung when a partner is to be told something, or a place to do so is free.</summary>
internal sealed class DeliveryBell : Bell;

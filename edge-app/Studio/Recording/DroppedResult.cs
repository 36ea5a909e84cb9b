namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>What became of a dropped file.</summary>
/// <param name="Added">Pictures that were stored.</param>
/// <param name="NearCopies">Pictures that were left out, because the class has one like them.</param>
/// <param name="Blurred">Stored pictures that are blurred.</param>
/// <param name="Problem">Why the file, or the rest of it, was not used; null without a problem.</param>
internal sealed record DroppedResult(int Added, int NearCopies, int Blurred, string? Problem);

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>What became of the pictures of the newest recording, or of dropped files.</summary>
/// <param name="Seen">Pictures that were due.</param>
/// <param name="Kept">Pictures that were stored.</param>
/// <param name="NearCopies">Pictures that were left out, because the class has one like them.</param>
/// <param name="Blurred">Stored pictures that are blurred.</param>
internal sealed record RecordingCounts(int Seen = 0, int Kept = 0, int NearCopies = 0, int Blurred = 0);

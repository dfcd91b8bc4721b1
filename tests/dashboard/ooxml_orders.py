"""The order of elements in OOXML, as the schemas of ECMA-376 (transitional) give it.

A `*` may come more than once; names joined by `|` share one place, in any order and number.
"""

from __future__ import annotations

_RUN_INSIDE = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd "
    "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
_PARAGRAPH_INSIDE = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
)
_TABLE_INSIDE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)
_EDGES = "top left|start bottom right|end insideH insideV"
_BLOCK = "p|tbl|sdt|bookmarkStart|bookmarkEnd|customXml"

WORD = {
    "document": "background body",
    "body": f"{_BLOCK} sectPr",
    "hdr": _BLOCK,
    "ftr": _BLOCK,
    "p": "pPr r|hyperlink|bookmarkStart|bookmarkEnd|fldSimple|sdt|proofErr",
    "pPr": f"{_PARAGRAPH_INSIDE} rPr sectPr pPrChange",
    "r": "rPr t|tab|br|drawing|fldChar|instrText|noBreakHyphen|sym|cr|pict|lastRenderedPageBreak",
    "rPr": _RUN_INSIDE,
    "pBdr": "top left bottom right between bar",
    "tabs": "tab*",
    "tbl": "bookmarkStart* bookmarkEnd* tblPr tblGrid tr*",
    "tblPr": _TABLE_INSIDE,
    "tblGrid": "gridCol*",
    "tblBorders": _EDGES,
    "tblCellMar": "top left|start bottom right|end",
    "tr": "tblPrEx trPr tc*",
    "trPr": "cnfStyle|divId|gridBefore|gridAfter|wBefore|wAfter|cantSplit|trHeight|tblHeader|"
    "tblCellSpacing|jc|hidden",
    "tc": "tcPr p|tbl",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "tcBorders": f"{_EDGES} tl2br tr2bl",
    "sectPr": "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings",
    "styles": "docDefaults latentStyles style*",
    "docDefaults": "rPrDefault pPrDefault",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr*",
    "fonts": "font*",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold "
    "embedItalic embedBoldItalic",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime "
    "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
    "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
    "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors "
    "activeWritingStyle* proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter "
    "stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
    "doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet "
    "defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps "
    "showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
    "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne "
    "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
    "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
    "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
    "showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr "
    "compat docVars rsids attachedSchema* themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats "
    "doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType* "
    "shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
}

SHEET = {
    "workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets "
    "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches "
    "smartTagPr smartTagTypes webPublishing fileRecoveryPr* webPublishObjects extLst",
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr "
    "sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
    "mergeCells phoneticPr conditionalFormatting* dataValidations hyperlinks printOptions "
    "pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects "
    "controls webPublishItems tableParts extLst",
    "sheetPr": "tabColor outlinePr pageSetUpPr",
    "sheetView": "pane selection* pivotSelection* extLst",
    "cols": "col*",
    "sheetData": "row*",
    "row": "c* extLst",
    "c": "f v is extLst",
    "headerFooter": "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter",
    "conditionalFormatting": "cfRule* extLst",
    "cfRule": "formula* colorScale dataBar iconSet extLst",
    "dataBar": "cfvo* color",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles "
    "colors extLst",
    "xf": "alignment protection extLst",
    "border": "start end left right top bottom diagonal vertical horizontal",
    "dxf": "font numFmt fill alignment border protection extLst",
    "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
}

_SERIES_HEAD = "idx order tx spPr"
_AXIS_HEAD = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark "
    "minorTickMark tickLblPos spPr txPr crossAx crosses|crossesAt"
)
CHART = {
    "chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource "
    "protection chart spPr txPr externalData printSettings userShapes extLst",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend "
    "plotVisOnly dispBlanksAs showDLblsOverMax extLst",
    "title": "tx layout overlay spPr txPr extLst",
    "plotArea": "layout barChart|lineChart|areaChart|pieChart|scatterChart|radarChart "
    "catAx|valAx|dateAx|serAx dTable spPr extLst",
    "barChart": "barDir grouping varyColors ser* dLbls gapWidth overlap serLines* axId* extLst",
    "lineChart": "grouping varyColors ser* dLbls dropLines hiLowLines upDownBars marker smooth "
    "axId* extLst",
    "ser": f"{_SERIES_HEAD} invertIfNegative marker pictureOptions dPt* dLbls trendline* errBars* "
    "cat xVal val yVal smooth shape extLst",
    "catAx": f"{_AXIS_HEAD} auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
    "dateAx": f"{_AXIS_HEAD} auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit "
    "minorTimeUnit extLst",
    "valAx": f"{_AXIS_HEAD} crossBetween majorUnit minorUnit dispUnits extLst",
    "scaling": "logBase orientation max min extLst",
    "legend": "legendPos legendEntry* layout overlay spPr txPr extLst",
    "marker": "symbol size spPr extLst",
    "dLbls": "dLbl* delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
    "showPercent showBubbleSize separator showLeaderLines leaderLines extLst",
    "tx": "strRef rich",
    "cat": "multiLvlStrRef numRef numLit strRef strLit",
    "val": "numRef numLit",
    "numRef": "f numCache extLst",
    "strRef": "f strCache extLst",
    "numCache": "formatCode ptCount pt* extLst",
    "strCache": "ptCount pt* extLst",
}

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
ORDERS = {W: WORD, S: SHEET, C: CHART}

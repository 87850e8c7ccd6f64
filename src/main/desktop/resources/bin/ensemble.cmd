@echo off
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Ensemble.exe" "%~dp0..\app.asar\src\cli\ensemble.js" %*
